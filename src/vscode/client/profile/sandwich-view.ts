import { element } from '../element';
import { l10n } from '../l10n';

/** A function between the trees of those that call it and of those that it calls; null where there are none. */
export function sandwichView(name: string, callers: HTMLElement | null, callees: HTMLElement | null): HTMLElement {
  const half = (title: string, tree: HTMLElement | null, none: string): HTMLElement => element('section', { class: 'half', 'aria-label': title }, tree ?? element('p', { class: 'empty' }, none));
  return element(
    'div', { class: 'sandwich' },
    half(l10n.t('Callers'), callers, l10n.t('Nothing calls it: it begins a stack.')),
    element('div', { class: 'middle' }, element('strong', {}, name), element('span', { class: 'found' }, l10n.t('its callers above, what it calls below; c shows the chosen row’s function here'))),
    half(l10n.t('Callees'), callees, l10n.t('It calls nothing that was sampled.')),
  );
}
