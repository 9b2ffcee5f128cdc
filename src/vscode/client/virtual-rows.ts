import { element } from './element';

/** Rows beyond what can be seen, above and below. */
const MARGIN = 8;

export interface VirtualRowsOptions {
  readonly rowPixels: number;
  row(index: number): HTMLElement;
  onSelect?(index: number): void;
}

/** A list of any length, of which only the rows in sight exist. Arrow keys, page keys, Home and End walk through it. */
export class VirtualRows {
  private readonly spacer = element('div');
  private rows = 0;
  private chosen = 0;

  /** `body` scrolls; its rows are positioned absolutely. */
  constructor(
    readonly body: HTMLElement,
    private readonly options: VirtualRowsOptions,
  ) {
    body.append(this.spacer);
    body.addEventListener('scroll', () => this.draw());
    new ResizeObserver(() => this.draw()).observe(body);
  }

  get count(): number {
    return this.rows;
  }

  set count(count: number) {
    this.rows = count;
    this.chosen = Math.max(0, Math.min(this.chosen, count - 1));
    this.draw();
  }

  get selected(): number {
    return this.chosen;
  }

  draw(): void {
    const { rowPixels } = this.options;
    const { scrollTop, clientHeight } = this.body;
    this.spacer.style.height = `${this.rows * rowPixels}px`;
    const first = Math.max(0, Math.floor(scrollTop / rowPixels) - MARGIN);
    const last = Math.min(this.rows, Math.ceil((scrollTop + clientHeight) / rowPixels) + MARGIN);
    const shown: HTMLElement[] = [];
    for (let index = first; index < last; index++) {
      const row = this.options.row(index);
      row.style.top = `${index * rowPixels}px`;
      row.dataset['index'] = String(index);
      row.classList.toggle('selected', index === this.chosen);
      shown.push(row);
    }
    this.body.replaceChildren(this.spacer, ...shown);
  }

  select(index: number): void {
    this.chosen = Math.min(Math.max(0, index), Math.max(0, this.rows - 1));
    this.reveal(this.chosen);
    if (this.rows > 0) this.options.onSelect?.(this.chosen);
    this.draw();
  }

  /** Scrolls no further than it must. */
  reveal(index: number): void {
    const { rowPixels } = this.options;
    const top = index * rowPixels;
    const { scrollTop, clientHeight } = this.body;
    if (top < scrollTop) this.body.scrollTop = top;
    else if (top + rowPixels > scrollTop + clientHeight) this.body.scrollTop = top + rowPixels - clientHeight;
  }

  /** To the middle, unless it is in sight. */
  center(index: number): void {
    const { rowPixels } = this.options;
    const { scrollTop, clientHeight } = this.body;
    if (index * rowPixels < scrollTop || (index + 1) * rowPixels > scrollTop + clientHeight) this.body.scrollTop = (index + 0.5) * rowPixels - clientHeight / 2;
  }

  /** The row that an event happened in; -1 outside of all. */
  indexOf(event: Event): number {
    return Number((event.target as HTMLElement).closest<HTMLElement>('[data-index]')?.dataset['index'] ?? -1);
  }

  /** Whether the key walked. */
  walk(key: string): boolean {
    const page = Math.max(1, Math.floor(this.body.clientHeight / this.options.rowPixels) - 1);
    const next: Readonly<Record<string, number>> = { ArrowDown: this.chosen + 1, ArrowUp: this.chosen - 1, PageDown: this.chosen + page, PageUp: this.chosen - page, Home: 0, End: this.rows - 1 };
    const index = next[key];
    if (index === undefined) return false;
    this.select(index);
    return true;
  }
}
