import { LIMITS } from '../base/limits';
import type { TraceEvent } from '../trace/event';

/**
 * Hands events on in the order of their time. Threads flush apart from each other, so that what one did may be told
 * before what another did earlier: events wait until there are many, and then the older half of them goes on.
 */
export class InTimeOrder {
  private waiting: TraceEvent[] = [];

  constructor(private readonly next: (event: TraceEvent) => void) {}

  push(event: TraceEvent): void {
    this.waiting.push(event);
    if (this.waiting.length >= LIMITS.trace.keptEventsPerRule) this.handOn(this.waiting.length >> 1);
  }

  /** Hands on whatever still waits. */
  flush(): void {
    this.handOn(this.waiting.length);
  }

  private handOn(count: number): void {
    const ordered = this.waiting.sort((a, b) => a.t - b.t);
    this.waiting = ordered.slice(count);
    for (const event of ordered.slice(0, count)) this.next(event);
  }
}
