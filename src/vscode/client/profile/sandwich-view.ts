import { element } from '../element';

/** A function between the trees of those that call it and of those that it calls; null where there are none. */
export function sandwichView(name: string, callers: HTMLElement | null, callees: HTMLElement | null): HTMLElement {
  const half = (title: string, tree: HTMLElement | null, none: string): HTMLElement => element('section', { class: 'half', 'aria-label': title }, tree ?? element('p', { class: 'empty' }, none));
  return element(
    'div', { class: 'sandwich' },
    half('Callers', callers, 'Nothing calls it: it begins a stack.'),
    element('div', { class: 'middle' }, element('strong', {}, name), element('span', { class: 'found' }, 'its callers above, what it calls below; c shows the chosen row’s function here')),
    half('Callees', callees, 'It calls nothing that was sampled.'),
  );
}
