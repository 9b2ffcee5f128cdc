import { element } from '../element';
import { l10n } from '../l10n';

export interface Chip {
  readonly text: string;
  /** What taking it back means, said to those who hear the page. */
  readonly undo: string;
  remove(): void;
}

/** What the views are narrowed to, in the order in which it was asked for; each is a button that takes it back. */
export class NarrowingChips {
  readonly root = element('div', { class: 'chips', role: 'group', 'aria-label': l10n.t('What is looked at') });
  private chips: readonly Chip[] = [];

  show(chips: readonly Chip[]): void {
    this.chips = chips;
    this.root.hidden = chips.length === 0;
    this.root.replaceChildren(...chips.map((chip) => {
      const button = element('button', { class: 'chip', title: chip.undo, 'aria-label': chip.undo }, chip.text, element('span', { 'aria-hidden': 'true' }, ' ×'));
      button.addEventListener('click', () => chip.remove());
      return button;
    }));
  }

  removeLast(): void {
    this.chips.at(-1)?.remove();
  }
}
