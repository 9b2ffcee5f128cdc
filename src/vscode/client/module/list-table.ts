import { element } from '../element';
import { VirtualRows } from '../virtual-rows';

const ROW = 22;

export interface Column<Item> {
  readonly title: string;
  readonly isNumber?: boolean;
  /** Text, or what stands in the cell. */
  cell(item: Item): Node | string;
}

interface Items<Item> {
  readonly total: number;
  /** undefined until it has come. */
  at(index: number): Item | undefined;
}

interface ListTableOptions<Item> {
  readonly label: string;
  /** Names the widths of its columns in the style sheet. */
  readonly kind: string;
  readonly columns: readonly Column<Item>[];
  readonly onSelect?: (item: Item) => void;
  readonly onOpen?: (item: Item) => void;
}

/** A table of any length: click or arrow keys choose, Enter and double click open. */
export class ListTable<Item> {
  readonly root: HTMLElement;
  private readonly rows: VirtualRows;
  private readonly body = element('div', { class: 'list-body', role: 'grid', tabindex: 0 });
  private items: Items<Item> = { total: 0, at: () => undefined };

  constructor(private readonly options: ListTableOptions<Item>) {
    this.body.setAttribute('aria-label', options.label);
    const head = element('div', { class: `list-row list-head ${options.kind}`, 'aria-hidden': 'true' }, ...options.columns.map(({ title, isNumber }) => element('span', { class: isNumber ? 'number' : '' }, title)));
    this.rows = new VirtualRows(this.body, { rowPixels: ROW, row: (index) => this.row(index), onSelect: (index) => this.withItem(index, options.onSelect) });
    this.body.addEventListener('click', (event) => {
      const index = this.rows.indexOf(event);
      if (index >= 0) this.rows.select(index);
    });
    this.body.addEventListener('dblclick', () => this.withItem(this.rows.selected, options.onOpen));
    this.body.addEventListener('keydown', (event) => {
      if (event.key === 'Enter') this.withItem(this.rows.selected, options.onOpen);
      else if (this.rows.walk(event.key)) event.preventDefault();
    });
    this.root = element('div', { class: 'list' }, head, this.body);
  }

  show(items: Items<Item>): void {
    this.items = items;
    this.body.scrollTop = 0;
    this.refresh();
  }

  /** After more of the items has come. */
  refresh(): void {
    this.body.setAttribute('aria-rowcount', String(this.items.total));
    this.rows.count = this.items.total;
  }

  private row(index: number): HTMLElement {
    const item = this.items.at(index);
    const cells = this.options.columns.map((column) => element('span', { class: column.isNumber ? 'number' : '', role: 'gridcell' }, item === undefined ? '…' : column.cell(item)));
    return element('div', { class: `list-row ${this.options.kind}`, role: 'row', 'aria-rowindex': index + 1, 'aria-selected': String(index === this.rows.selected) }, ...cells);
  }

  private withItem(index: number, act: ((item: Item) => void) | undefined): void {
    const item = this.items.at(index);
    if (item !== undefined) act?.(item);
  }
}
