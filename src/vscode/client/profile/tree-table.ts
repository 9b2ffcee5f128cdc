import { element } from '../element';
import { l10n } from '../l10n';
import { VirtualRows } from '../virtual-rows';
import { amount, percent } from './texts';
import type { TreeRow } from './tree-row';

const ROW = 22;
const INDENT = 12;
/** Deeper than this nobody is led by a search. */
const SEARCHED_DEPTH = 2_000;

interface ShownRow {
  readonly row: TreeRow;
  readonly depth: number;
  open: boolean;
}

export interface TreeTableEvents {
  onOpen(functionIndex: number): void;
  onSelect(functionIndex: number): void;
}

/** A tree of times: arrow keys walk, right and left open and close, Enter opens the source. Only rows in sight exist. */
export class TreeTable {
  readonly root: HTMLElement;
  private readonly body = element('div', { class: 'tree-body', role: 'treegrid', tabindex: 0 });
  private readonly shown: VirtualRows;
  private readonly rows: ShownRow[];
  private matches: ReadonlySet<number> | null = null;

  constructor(
    private readonly wholeMs: number,
    roots: readonly TreeRow[],
    private readonly events: TreeTableEvents,
    heading: string,
    label = heading,
  ) {
    this.rows = roots.map((row) => ({ row, depth: 0, open: false }));
    this.body.setAttribute('aria-label', label);
    const headings = element('div', { class: 'tree-row tree-head' }, element('span', { class: 'number' }, l10n.t('Total')), element('span', { class: 'number' }, l10n.t('Self')), element('span', { class: 'name' }, heading), element('span', { class: 'place' }, l10n.t('Source')));
    this.root = element('div', { class: 'tree' }, headings, this.body);
    this.shown = new VirtualRows(this.body, { rowPixels: ROW, row: (index) => this.rowElement(this.rows[index]!, index), onSelect: (index) => this.onSelect(index) });
    this.body.addEventListener('click', (event) => this.onClick(event));
    this.body.addEventListener('dblclick', () => this.open());
    this.body.addEventListener('keydown', (event) => this.onKey(event));
    this.shown.count = this.rows.length;
    if (this.rows.length === 1) this.toggle(0, true);
  }

  /** Functions that stand out; null for none. */
  highlight(functions: ReadonlySet<number> | null): void {
    this.matches = functions;
    this.shown.draw();
  }

  /** Chooses the next row of one of the functions, and opens what it is in; from the beginning again after the last. */
  findNext(functions: ReadonlySet<number>): void {
    const isWanted = ({ row }: ShownRow): boolean => row.function !== null && functions.has(row.function);
    for (let steps = 0, index = this.shown.selected; steps <= this.rows.length; steps++) {
      const at = this.rows[index];
      if (at && !at.open && holds(at.row, functions)) this.toggle(index, true);
      index = (index + 1) % Math.max(1, this.rows.length);
      const next = this.rows[index];
      if (next && isWanted(next)) return this.shown.select(index);
    }
  }

  focus(): void {
    this.body.focus();
  }

  private rowElement({ row, depth, open }: ShownRow, index: number): HTMLElement {
    const share = (ms: number): string => percent(ms, this.wholeMs);
    const twistie = element('span', { class: 'twistie', 'data-twistie': row.hasChildren }, row.hasChildren ? (open ? '▾' : '▸') : '');
    const isMatch = row.function !== null && this.matches?.has(row.function) === true;
    const name = element('span', { class: `name${isMatch ? ' match' : ''}`, role: 'gridcell', title: row.name }, twistie, element('span', { class: `kind ${row.kind}` }), row.name);
    name.style.paddingInlineStart = `${depth * INDENT}px`;
    const bar = element('span', { class: 'bar' });
    const barMs = row.totalMs ?? row.selfMs;
    bar.style.width = `${this.wholeMs > 0 ? (100 * barMs) / this.wholeMs : 0}%`;
    const total = row.totalMs === undefined ? '' : amount(row.totalMs);
    return element(
      'div',
      { class: 'tree-row', role: 'row', 'aria-level': depth + 1, 'aria-expanded': row.hasChildren ? String(open) : undefined, 'aria-selected': String(index === this.shown.selected) },
      element('span', { class: 'number', role: 'gridcell', title: total && share(row.totalMs!) }, bar, total),
      element('span', { class: 'number', role: 'gridcell', title: share(row.selfMs) }, row.selfMs > 0 ? amount(row.selfMs) : ''),
      name,
      element('span', { class: 'place', role: 'gridcell', title: row.file }, row.place),
    );
  }

  private onSelect(index: number): void {
    const functionIndex = this.rows[index]!.row.function;
    if (functionIndex !== null) this.events.onSelect(functionIndex);
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
    const functionIndex = this.rows[this.shown.selected]?.row.function ?? null;
    if (functionIndex !== null) this.events.onOpen(functionIndex);
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

/** Whether one of the functions is somewhere below a row. */
function holds(row: TreeRow, functions: ReadonlySet<number>, depth = 0): boolean {
  return depth < SEARCHED_DEPTH && row.hasChildren && row.children().some((child) => (child.function !== null && functions.has(child.function)) || holds(child, functions, depth + 1));
}
