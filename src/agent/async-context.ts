/**
 * A value that goes with the work of one async context: across `await`, promise reactions and timers, from where it was
 * entered on (what AsyncLocalStorage does in Node).
 */
export interface AsyncContext<Value extends object> {
  get(): Value | undefined;
  /** For what runs from here on in this turn, and what follows from it. */
  enter(value: Value): void;
  run<Result>(value: Value | undefined, work: () => Result): Result;
  /** What is entered may be found again in later turns that have nothing to do with it; `isLeftOver` tells. */
  readonly outlivesTurns: boolean;
  isLeftOver(value: Value): boolean;
  dispose(): void;
}
