import type { AgentHost } from './probe';

interface Timer {
  readonly delayMs: number;
  readonly due: number;
  fired: boolean;
}

type AnyFunction = (this: unknown, ...args: unknown[]) => unknown;

/** Races that are followed at a time. */
const MAX_RACES = 1_000;
/** A timer that comes so little late is in time. */
const LATE_MS = 10;

/**
 * Timeouts that work is raced against (`Promise.race([work, rejectAfter(ms)])`): the longest timer that was set right before
 * `Promise.race` was called. They cannot fire while a call holds the thread. Times are of `performance.now()`.
 */
export class RacedTimeouts {
  /** Of races that are not decided yet. */
  private readonly timeouts = new Set<Timer>();
  /** Of the timers that were set in this synchronous stretch: shorter ones belong to the work. */
  private longest: Timer | null = null;

  constructor(private readonly host: AgentHost) {
    const noteTimer = host.guard((delayMs: unknown) => this.noteTimer(Number(delayMs)));
    const noteRace = host.guard((race: unknown) => this.noteRace(race));
    // A worker that waits for its first script has no timers yet.
    if (typeof globalThis.setTimeout !== 'function') return;
    host.patch(globalThis, 'setTimeout', (original) => function (this: unknown, ...args: unknown[]) {
      noteTimer(args[1]);
      return Reflect.apply(original as AnyFunction, this, args);
    } as typeof original);
    host.patch(Promise, 'race', (original) => function (this: unknown, ...args: unknown[]) {
      const race = Reflect.apply(original as AnyFunction, this, args);
      noteRace(race);
      return race;
    } as typeof original);
  }

  /** Whether one ought to have fired by the end of a call, and could not. */
  wereHeldUp(untilMs: number): boolean {
    for (const { due, fired } of this.timeouts) if (!fired && due < untilMs - LATE_MS) return true;
    return false;
  }

  private noteTimer(delayMs: number): void {
    if (!(delayMs > 0)) return;
    if (this.longest === null) queueMicrotask(() => (this.longest = null));
    if (delayMs > (this.longest?.delayMs ?? 0)) this.longest = { delayMs, due: performance.now() + delayMs, fired: false };
  }

  private noteRace(race: unknown): void {
    const timeout = this.longest;
    if (timeout === null || !(race instanceof Promise) || this.timeouts.size >= MAX_RACES) return;
    this.timeouts.add(timeout);
    this.host.promises.whenSettled(race, () => this.timeouts.delete(timeout));
    // Timers of one delay fire in the order that they were set in: ours right after the program's.
    this.host.runtime.after(timeout.delayMs, () => (timeout.fired = true));
  }
}
