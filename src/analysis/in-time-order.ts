import type { TraceEvent } from '../trace/event';

/** Threads flush apart from each other, so that what one did may be told before what another did earlier. */
const SETTLED_MS = 2_000;

/** Hands events on in the order of their time, across threads and processes, a little later than they came. */
export class InTimeOrder {
  private waiting: TraceEvent[] = [];
  private newest = 0;
  private handedOn = 0;

  constructor(private readonly next: (event: TraceEvent) => void) {}

  push(event: TraceEvent): void {
    this.waiting.push(event);
    this.newest = Math.max(this.newest, event.t);
    if (this.newest - this.handedOn > 2 * SETTLED_MS) this.handOn(this.newest - SETTLED_MS);
  }

  /** Hands on whatever still waits. */
  flush(): void {
    this.handOn(Infinity);
  }

  private handOn(until: number): void {
    this.handedOn = Math.min(until, this.newest);
    const ready = this.waiting.filter(({ t }) => t <= until).sort((a, b) => a.t - b.t);
    this.waiting = this.waiting.filter(({ t }) => t > until);
    for (const event of ready) this.next(event);
  }
}
