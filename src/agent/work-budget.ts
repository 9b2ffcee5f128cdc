export interface WorkBudgetOptions {
  /** Of all time that passes. */
  readonly share: number;
  /** What unused time is saved up to; that much may be spent in one go, again and again. Milliseconds. */
  readonly storeMs: number;
  /** What is there to begin with. */
  readonly firstMs: number;
  now(this: void): number;
  /** CPU time of the process so far, milliseconds. On a busy machine work that waits for its turn is not counted against it. */
  readonly cpuMs?: (() => number) | undefined;
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
    const { now, cpuMs } = this.options;
    const startedAt = now();
    const cpuBefore = cpuMs?.() ?? 0;
    try {
      return work();
    } finally {
      const elapsedMs = now() - startedAt;
      // Other threads of the process work meanwhile: neither is exact, and both are upper bounds.
      this.leftMs -= cpuMs ? Math.min(elapsedMs, cpuMs() - cpuBefore) : elapsedMs;
    }
  }

  /** There is reason to look closer at once: a store's worth, to be earned later. */
  advance(): void {
    this.isOpen = true;
    this.lowestMs = Math.min(this.leftMs, 0) - this.options.storeMs;
  }
}
