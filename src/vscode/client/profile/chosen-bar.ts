import type { ProfileFrame } from '../../../profile/profile';
import { element } from '../element';
import { l10n } from '../l10n';
import { amount, percent, placeOf } from './texts';

export interface ChosenFunction {
  readonly frame: ProfileFrame;
  readonly selfMs: number;
  readonly totalMs: number;
  readonly wholeMs: number;
}

/** What can be done with a function: each by a button and by its key. */
export const FUNCTION_DEEDS = {
  focus: { key: 'f', title: l10n.t('Only this'), tip: l10n.t('Only stacks through this function, from it on') },
  hide: { key: 'h', title: l10n.t('Hide'), tip: l10n.t('Take this function out of all stacks: its time counts for who called it') },
  callers: { key: 'c', title: l10n.t('Callers and callees'), tip: l10n.t('Show this function between those that call it and those that it calls') },
} as const;
export type FunctionDeed = keyof typeof FUNCTION_DEEDS;

/** The function that was chosen last, below every view: its times, its source, and what can be done with it. */
export class ChosenBar {
  readonly root = element('footer', { class: 'chosen', 'aria-label': l10n.t('Chosen function') });

  constructor(private readonly events: { onDeed(deed: FunctionDeed): void; onOpen(): void }) {}

  show(chosen: ChosenFunction | null): void {
    this.root.hidden = chosen === null;
    if (!chosen) return;
    const { frame, selfMs, totalMs, wholeMs } = chosen;
    const times = l10n.t('{0} ({1}), {2} itself', amount(totalMs), percent(totalMs, wholeMs), amount(selfMs));
    const text = element('span', { class: 'chosen-text' }, element('span', { class: `kind ${frame.class}` }), element('strong', { title: frame.linkageName ?? frame.function }, frame.function), element('span', { class: 'found' }, times));
    const place = placeOf(frame);
    if (place !== '') text.append(this.link(place, frame.file ?? ''));
    const deeds = Object.entries(FUNCTION_DEEDS).map(([deed, { key, title, tip }]) => {
      const button = element('button', { class: 'secondary', title: `${tip} (${key})`, 'aria-keyshortcuts': key }, title);
      button.addEventListener('click', () => this.events.onDeed(deed as FunctionDeed));
      return button;
    });
    this.root.replaceChildren(text, element('span', { class: 'deeds' }, ...deeds));
  }

  private link(place: string, file: string): HTMLElement {
    const link = element('button', { class: 'link', title: file }, place);
    link.addEventListener('click', () => this.events.onOpen());
    return link;
  }
}
