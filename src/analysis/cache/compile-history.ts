import type { EventOf } from '../../trace/event';

export type Compile = EventOf<'compile'>;

/** What was compiled of one module in one thread. */
export interface ThreadCompiles {
  readonly first: Compile;
  /** Every later one: it gave what was there already, or was on its way. */
  readonly again: Compile[];
  /** How many of `again` began while another of the same module was still running, or as the first of an operation that was under way before the first was done. */
  overlapping: number;
  runningUntil: number;
  /** Those that have compiled it: whoever does so again had it already. */
  readonly operations: Set<number>;
}

/** Compilations by module and thread. Bounded: beyond the limit only counts go on. */
export class CompileHistory {
  private readonly modules = new Map<string, Map<string, ThreadCompiles>>();

  constructor(private readonly limit: number) {}

  add(event: Compile): void {
    const thread = `${event.pid}.${event.tid}`;
    let threads = this.modules.get(event.module);
    if (!threads) {
      if (this.modules.size >= this.limit) return;
      threads = new Map<string, ThreadCompiles>();
      this.modules.set(event.module, threads);
    }
    const known = threads.get(thread);
    if (!known) {
      threads.set(thread, { first: event, again: [], overlapping: 0, runningUntil: event.t, operations: new Set([event.operation]) });
      return;
    }
    if (known.again.length >= this.limit) return;
    known.again.push(event);
    const beganBefore = (end: number, began: number | undefined): boolean => began !== undefined && began < end;
    const isFirstOfOperation = !known.operations.has(event.operation);
    if (beganBefore(known.runningUntil, event.t - event.durationMs) || (isFirstOfOperation && beganBefore(known.first.t, event.operationStartedAt))) known.overlapping++;
    known.operations.add(event.operation);
    known.runningUntil = Math.max(known.runningUntil, event.t);
  }

  *byModule(): Generator<{ module: string; threads: readonly ThreadCompiles[] }> {
    for (const [module, threads] of this.modules) yield { module, threads: [...threads.values()] };
  }
}

/** All later compilations fell into the time of the first: whoever asked did not find it, because it was not done yet. */
export function isStampede({ again, overlapping }: ThreadCompiles): boolean {
  return again.length > 0 && overlapping === again.length;
}
