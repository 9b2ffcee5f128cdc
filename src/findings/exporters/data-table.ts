import { html, type Markup } from './markup';
import { visibleText } from '../../base/visible-text';

export interface Column {
  readonly label: string;
  readonly numeric: boolean;
}

export type Cells = readonly (string | Markup)[];

export const textColumn = (label: string): Column => ({ label, numeric: false });
export const numberColumn = (label: string): Column => ({ label, numeric: true });

/** Text cells are escaped and made visible; Markup stands as it is. */
export function dataTable(columns: readonly Column[], rows: readonly Cells[]): Markup {
  const cellClass = (column: Column | undefined): Markup | null => (column?.numeric ? html` class="number"` : null);
  return html`<table><thead><tr>${columns.map((column) => html`<th scope="col"${cellClass(column)}>${visibleText(column.label)}</th>`)}</tr></thead>
<tbody>${rows.map((cells) => html`<tr>${cells.map((cell, index) => html`<td${cellClass(columns[index])}>${typeof cell === 'string' ? visibleText(cell) : cell}</td>`)}</tr>
`)}</tbody></table>`;
}

/** Rows of the table behind a drawing. */
const SHOWN_ROWS = 24;

/** What a drawing was made from, to be opened: for those who want the numbers, or cannot see the picture. */
export function dataBehind(columns: readonly Column[], rows: readonly Cells[]): Markup {
  const stride = Math.ceil(rows.length / SHOWN_ROWS);
  const shown = rows.filter((_, index) => index % stride === 0 || index === rows.length - 1);
  return html`<details><summary>As a table</summary><div class="scroll" tabindex="0">${dataTable(columns, shown)}</div>${shown.length < rows.length && html`<p class="quiet">${shown.length} of ${rows.length} rows</p>`}</details>`;
}
