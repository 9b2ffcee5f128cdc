import type { CallTreeRow } from '../../../profile/views/call-tree';
import type { ProfileColumns } from '../../../profile/views/profile-columns';
import { element } from '../element';
import { milliseconds, percent, placeOf } from './texts';

const ROW = 22;
/** Rows beyond what can be seen, above and below. */
const MARGIN = 8;

interface ShownRow {
  readonly row: CallTreeRow;
  readonly depth: number;
  open: boolean;
}

export interface TreeTableEvents {
  onOpen(functionIndex: number): void;
  onSelect(functionIndex: number): void;
}

/** A tree of calls: arrow keys walk, right and left open and close, Enter opens the source. Only rows in sight exist. */
export class TreeTable {
  readonly root: HTMLElement;
  private readonly body = element('div', { class: 'tree-body', role: 'treegrid', tabindex: 0 });
  private readonly spacer = element('div');
  private readonly rows: ShownRow[];
  private selected = 0;

  constructor(
    private readonly columns: ProfileColumns,
    roots: readonly CallTreeRow[],
    private readonly events: TreeTableEvents,
    label: string,
  ) {
    this.rows = roots.map((row) => ({ row, depth: 0, open: false }));
    this.body.setAttribute('aria-label', label);
    const headings = element('div', { class: 'tree-row tree-head' }, element('span', { class: 'number' }, 'Total'), element('span', { class: 'number' }, 'Self'), element('span', { class: 'name' }, 'Function'), element('span', { class: 'place' }, 'Source'));
    this.root = element('div', { class: 'tree' }, headings, this.body);
    this.body.append(this.spacer);
    this.body.addEventListener('scroll', () => this.draw());
    this.body.addEventListener('click', (event) => this.onClick(event));
    this.body.addEventListener('dblclick', () => this.open());
    this.body.addEventListener('keydown', (event) => this.onKey(event));
    new ResizeObserver(() => this.draw()).observe(this.body);
    if (this.rows.length === 1) this.toggle(0, true);
  }

  private draw(): void {
    this.spacer.style.height = `${this.rows.length * ROW}px`;
    const first = Math.max(0, Math.floor(this.body.scrollTop / ROW) - MARGIN);
    const last = Math.min(this.rows.length, Math.ceil((this.body.scrollTop + this.body.clientHeight) / ROW) + MARGIN);
    const shown = this.rows.slice(first, last).map((row, index) => this.rowElement(row, first + index));
    this.body.replaceChildren(this.spacer, ...shown);
  }

  private rowElement({ row, depth, open }: ShownRow, index: number): HTMLElement {
    const frame = this.columns.functions[row.function]!;
    const whole = this.columns.nodeTotalMs[0]!;
    const twistie = element('span', { class: 'twistie', 'data-twistie': row.hasChildren }, row.hasChildren ? (open ? '▾' : '▸') : '');
    const name = element('span', { class: 'name' }, twistie, element('span', { class: `kind ${frame.class}` }), frame.function);
    name.style.paddingInlineStart = `${depth * 12}px`;
    const bar = element('span', { class: 'bar' });
    bar.style.width = `${whole > 0 ? (100 * row.totalMs) / whole : 0}%`;
    const made = element(
      'div',
      { class: `tree-row${index === this.selected ? ' selected' : ''}`, role: 'row', 'aria-level': depth + 1, 'aria-expanded': row.hasChildren ? String(open) : undefined, 'aria-selected': String(index === this.selected), 'data-index': index },
      element('span', { class: 'number', role: 'gridcell', title: percent(row.totalMs, whole) }, bar, milliseconds(row.totalMs)),
      element('span', { class: 'number', role: 'gridcell' }, row.selfMs > 0 ? milliseconds(row.selfMs) : ''),
      name,
      element('span', { class: 'place', role: 'gridcell', title: frame.file ?? '' }, placeOf(frame)),
    );
    made.style.top = `${index * ROW}px`;
    return made;
  }

  private onClick(event: MouseEvent): void {
    const target = event.target as HTMLElement;
    const index = Number(target.closest<HTMLElement>('[data-index]')?.dataset['index'] ?? -1);
    if (index < 0) return;
    this.select(index);
    if (target.dataset['twistie'] !== undefined) this.toggle(index);
    if (target.classList.contains('place')) this.open();
  }

  private onKey(event: KeyboardEvent): void {
    const at = this.rows[this.selected];
    switch (event.key) {
      case 'ArrowDown': this.select(this.selected + 1); break;
      case 'ArrowUp': this.select(this.selected - 1); break;
      case 'Home': this.select(0); break;
      case 'End': this.select(this.rows.length - 1); break;
      case 'ArrowRight': if (at?.open) this.select(this.selected + 1); else this.toggle(this.selected, true); break;
      case 'ArrowLeft': if (at?.open) this.toggle(this.selected, false); else this.select(this.parentOf(this.selected)); break;
      case 'Enter': this.open(); break;
      default: return;
    }
    event.preventDefault();
  }

  private select(index: number): void {
    this.selected = Math.min(Math.max(0, index), this.rows.length - 1);
    const top = this.selected * ROW;
    if (top < this.body.scrollTop) this.body.scrollTop = top;
    else if (top + ROW > this.body.scrollTop + this.body.clientHeight) this.body.scrollTop = top + ROW - this.body.clientHeight;
    const row = this.rows[this.selected];
    if (row) this.events.onSelect(row.row.function);
    this.draw();
  }

  private open(): void {
    const row = this.rows[this.selected];
    if (row) this.events.onOpen(row.row.function);
  }

  private parentOf(index: number): number {
    const depth = this.rows[index]?.depth ?? 0;
    let at = index;
    while (at > 0 && this.rows[at]!.depth >= depth) at--;
    return at;
  }

  private toggle(index: number, wanted?: boolean): void {
    const shown = this.rows[index];
    if (!shown || !shown.row.hasChildren || shown.open === wanted) return;
    shown.open = !shown.open;
    if (shown.open) this.rows.splice(index + 1, 0, ...shown.row.children().map((row) => ({ row, depth: shown.depth + 1, open: false })));
    else {
      let end = index + 1;
      while (end < this.rows.length && this.rows[end]!.depth > shown.depth) end++;
      this.rows.splice(index + 1, end - index - 1);
    }
    this.draw();
  }
}
