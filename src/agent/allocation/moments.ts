/** Moments kept at full resolution; from then on each step is twice as long. */
const MOMENTS_PER_STEP = 4_096;
/** An export call may go on for long, and glue may call through a table, where no export call is seen. */
const OPERATIONS_PER_CALL = 64;

interface Moment {
  readonly calls: number;
  readonly atMs: number;
}

/**
 * Two clocks of an observation, export calls and milliseconds, as a list of moments: a block remembers the index of the
 * moment it was born in. The list grows by the logarithm of what is counted.
 */
export class Moments {
  private readonly moments: Moment[];
  private calls = 0;
  private untilNext = 1;
  private untilOperations = OPERATIONS_PER_CALL;

  constructor(private readonly now: () => number) {
    this.moments = [{ calls: 0, atMs: now() }];
  }

  /** Index of the current moment. */
  get current(): number {
    return this.moments.length - 1;
  }

  get callCount(): number {
    return this.calls;
  }

  get elapsedMs(): number {
    return this.now() - this.moments[0]!.atMs;
  }

  /** An export call was entered. */
  countCall(): void {
    this.calls++;
    if (--this.untilNext <= 0) this.mark();
  }

  /** The allocator did something. */
  countOperation(): void {
    if (--this.untilOperations <= 0) this.mark();
  }

  /** Makes a new moment now: also called now and then where neither calls nor operations are many. */
  mark(): void {
    this.untilNext = 2 ** Math.floor(this.moments.length / MOMENTS_PER_STEP);
    this.untilOperations = OPERATIONS_PER_CALL * this.untilNext;
    this.moments.push({ calls: this.calls, atMs: this.now() });
  }

  /** For each moment its part of the observation so far, of `parts` equal ones, by either clock. */
  parts(parts: number): { byCall: (moment: number) => number; byTime: (moment: number) => number } {
    const { atMs: start } = this.moments[0]!;
    const elapsed = Math.max(this.elapsedMs, Number.EPSILON);
    const part = (share: number): number => Math.min(parts - 1, Math.floor(share * parts));
    return {
      byCall: (moment) => part(this.moments[moment]!.calls / (this.calls + 1)),
      byTime: (moment) => part((this.moments[moment]!.atMs - start) / elapsed),
    };
  }
}
