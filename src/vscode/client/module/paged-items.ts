import type { Page, Range } from '../../../toolkit/shown-module';

const PAGE = 200;

/** A list that is fetched where it is looked at. */
export class PagedItems<Item> {
  private readonly pages = new Map<number, readonly Item[] | null>();
  private known = 0;

  /** `onNews` after every page, with the length of the whole; `onFailure` once. */
  constructor(
    private readonly fetch: (range: Required<Range>) => Promise<Page<Item>>,
    private readonly onNews: (total: number) => void,
    private readonly onFailure: (error: Error) => void,
  ) {
    this.load(0);
  }

  get total(): number {
    return this.known;
  }

  /** undefined until it has come. */
  at(index: number): Item | undefined {
    const number = Math.floor(index / PAGE);
    if (!this.pages.has(number)) this.load(number);
    return this.pages.get(number)?.[index - number * PAGE];
  }

  private load(number: number): void {
    this.pages.set(number, null);
    this.fetch({ from: number * PAGE, count: PAGE }).then(({ items, total }) => {
      this.pages.set(number, items);
      this.known = total;
      this.onNews(total);
    }, this.onFailure);
  }
}
