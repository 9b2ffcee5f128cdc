import { element } from '../element';
import { l10n } from '../l10n';
import { amount, percent } from './texts';

export interface HotRow {
  readonly name: string;
  readonly kind: string;
  readonly place: string;
  readonly title: string;
  readonly selfMs: number;
  readonly isEstimate?: boolean;
  /** Milliseconds with all that is called, or how often a line ran: whatever the second column is of. */
  readonly second: string;
  open(): void;
}

/** What is hot, as a list; a row opens its source. */
export function hotTable(rows: readonly HotRow[], wholeMs: number, headings: readonly [first: string, second: string, name: string], empty: string): HTMLElement {
  if (rows.length === 0) return element('p', { class: 'empty' }, empty);
  const body = rows.map((row) => {
    const bar = element('span', { class: 'bar' });
    bar.style.width = `${wholeMs > 0 ? Math.min(100, (100 * row.selfMs) / wholeMs) : 0}%`;
    const link = element('button', { class: 'link', title: row.title }, row.place);
    link.addEventListener('click', () => row.open());
    const made = element(
      'tr', {},
      element('td', { class: 'number', title: percent(row.selfMs, wholeMs) }, bar, row.isEstimate ? l10n.t('about {0}', amount(row.selfMs)) : amount(row.selfMs)),
      element('td', { class: 'number' }, row.second),
      element('td', { class: 'name' }, element('span', { class: `kind ${row.kind}` }), row.name),
      element('td', { class: 'place' }, row.place === '' ? '' : link),
    );
    made.addEventListener('dblclick', () => row.open());
    return made;
  });
  const [first, second, name] = headings;
  const head = element('thead', {}, element('tr', {}, element('th', { class: 'number', scope: 'col' }, first), element('th', { class: 'number', scope: 'col' }, second), element('th', { scope: 'col' }, name), element('th', { scope: 'col' }, l10n.t('Source'))));
  return element('div', { class: 'hot' }, element('table', {}, head, element('tbody', {}, ...body)));
}
