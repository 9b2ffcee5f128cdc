import type { CallTreeRow } from '../../../profile/views/call-tree';
import type { ProfileColumns } from '../../../profile/views/profile-columns';
import { element } from '../element';
import { VirtualRows } from '../virtual-rows';
import { milliseconds, percent, placeOf } from './texts';

const ROW = 22;

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
  private readonly shown: VirtualRows;
  private readonly rows: ShownRow[];

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
    this.shown = new VirtualRows(this.body, { rowPixels: ROW, row: (index) => this.rowElement(this.rows[index]!, index), onSelect: (index) => this.events.onSelect(this.rows[index]!.row.function) });
    this.body.addEventListener('click', (event) => this.onClick(event));
    this.body.addEventListener('dblclick', () => this.open());
    this.body.addEventListener('keydown', (event) => this.onKey(event));
    this.shown.count = this.rows.length;
    if (this.rows.length === 1) this.toggle(0, true);
  }

  private rowElement({ row, depth, open }: ShownRow, index: number): HTMLElement {
    const frame = this.columns.functions[row.function]!;
    const whole = this.columns.nodeTotalMs[0]!;
    const twistie = element('span', { class: 'twistie', 'data-twistie': row.hasChildren }, row.hasChildren ? (open ? '▾' : '▸') : '');
    const name = element('span', { class: 'name' }, twistie, element('span', { class: `kind ${frame.class}` }), frame.function);
    name.style.paddingInlineStart = `${depth * 12}px`;
    const bar = element('span', { class: 'bar' });
    bar.style.width = `${whole > 0 ? (100 * row.totalMs) / whole : 0}%`;
    return element(
      'div',
      { class: 'tree-row', role: 'row', 'aria-level': depth + 1, 'aria-expanded': row.hasChildren ? String(open) : undefined, 'aria-selected': String(index === this.shown.selected) },
      element('span', { class: 'number', role: 'gridcell', title: percent(row.totalMs, whole) }, bar, milliseconds(row.totalMs)),
      element('span', { class: 'number', role: 'gridcell' }, row.selfMs > 0 ? milliseconds(row.selfMs) : ''),
      name,
      element('span', { class: 'place', role: 'gridcell', title: frame.file ?? '' }, placeOf(frame)),
    );
  }

  private onClick(event: MouseEvent): void {
    const target = event.target as HTMLElement;
    const index = this.shown.indexOf(event);
    if (index < 0) return;
    this.shown.select(index);
    if (target.dataset['twistie'] !== undefined) this.toggle(index);
    if (target.classList.contains('place')) this.open();
  }

  private onKey(event: KeyboardEvent): void {
    const { selected } = this.shown;
    const at = this.rows[selected];
    switch (event.key) {
      case 'ArrowRight': if (at?.open) this.shown.select(selected + 1); else this.toggle(selected, true); break;
      case 'ArrowLeft': if (at?.open) this.toggle(selected, false); else this.shown.select(this.parentOf(selected)); break;
      case 'Enter': this.open(); break;
      default: if (!this.shown.walk(event.key)) return;
    }
    event.preventDefault();
  }

  private open(): void {
    const row = this.rows[this.shown.selected];
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
    this.shown.count = this.rows.length;
  }
}
