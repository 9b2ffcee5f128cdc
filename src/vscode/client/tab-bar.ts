import { element } from './element';

/** Tabs of a page: the arrow keys go from one to the next. */
export class TabBar<Name extends string> {
  readonly root = element('div', { class: 'tabs', role: 'tablist' });
  private readonly buttons = new Map<Name, HTMLButtonElement>();

  constructor(titles: Readonly<Record<Name, string>>, private readonly onChoose: (name: Name) => void) {
    for (const [name, title] of Object.entries(titles) as [Name, string][]) {
      const button = element('button', { role: 'tab' }, title);
      button.addEventListener('click', () => onChoose(name));
      this.buttons.set(name, button);
      this.root.append(button);
    }
    this.root.addEventListener('keydown', (event) => this.onKey(event));
  }

  /** Marks the tab that is shown. */
  mark(shown: Name): void {
    for (const [name, button] of this.buttons) {
      button.setAttribute('aria-selected', String(name === shown));
      button.tabIndex = name === shown ? 0 : -1;
    }
  }

  private onKey(event: KeyboardEvent): void {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    const names = [...this.buttons.keys()];
    const from = names.findIndex((name) => this.buttons.get(name) === document.activeElement);
    const next = names[(from + step + names.length) % names.length]!;
    this.onChoose(next);
    this.buttons.get(next)!.focus();
  }
}
