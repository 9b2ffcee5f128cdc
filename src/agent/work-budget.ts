export interface WorkBudgetOptions {
  /** Of all time that passes. */
  readonly share: number;
  /** What unused time is saved up to; that much may be spent in one go, again and again. Milliseconds. */
  readonly storeMs: number;
  /** What is there to begin with. */
  readonly firstMs: number;
  now(): number;
}

/**
 * Time for work that a service can bear only now and then. What takes longer than there was becomes a debt, so that the
 * share holds over time however dear a single piece is. Once spent, the store has to fill up before work goes on: a
 * stretch of work sees more than as many moments far apart.
 */
export class WorkBudget {
  private leftMs: number;
  private isOpen = true;
  /** Where the work that goes on now has to end. */
  private lowestMs = 0;
  private countedAt: number;

  constructor(private readonly options: WorkBudgetOptions) {
    this.leftMs = options.firstMs;
    this.countedAt = options.now();
  }

  get isLeft(): boolean {
    const { share, storeMs } = this.options;
    const now = this.options.now();
    const earnedMs = (now - this.countedAt) * share;
    this.countedAt = now;
    if (this.leftMs < storeMs) this.leftMs = Math.min(this.leftMs + earnedMs, storeMs);
    if (this.leftMs >= storeMs) this.isOpen = true;
    if (this.leftMs <= this.lowestMs) {
      this.isOpen = false;
      this.lowestMs = 0;
    }
    return this.isOpen;
  }

  spend<Result>(work: () => Result): Result {
    const startedAt = this.options.now();
    try {
      return work();
    } finally {
      this.leftMs -= this.options.now() - startedAt;
    }
  }

  /** There is reason to look closer at once: a store's worth, to be earned later. */
  advance(): void {
    this.isOpen = true;
    this.lowestMs = Math.min(this.leftMs, 0) - this.options.storeMs;
  }
}
