import type { CallStretch } from '../../trace/async-events';

/** Stretches kept before an encounter, and recorded after it. */
const KEPT = 40;
const KEPT_AFTER = 24;
/** Calls of a stretch that are all timed; of later ones one in so many. */
const TIMED = 16;

/**
 * The last calls into one instance, those of one operation with no other's between them as one stretch: what a timeline
 * of an encounter is drawn from. When one was found a few more are recorded, and then no more.
 */
export class CallLog {
  private stretches: { -readonly [Key in keyof CallStretch]: CallStretch[Key] }[] = [];
  private left = Infinity;

  constructor(private readonly now: () => number) {}

  enter(operation: number, name: string): void {
    if (this.left === 0) return;
    const last = this.stretches.at(-1);
    if (last?.operation === operation) {
      last.calls++;
      return;
    }
    const suspended = this.stretches.find((stretch) => stretch.operation === operation && stretch.endedAt === null);
    const startedAt = this.now();
    if (suspended) suspended.endedAt = startedAt;
    this.stretches.push({ operation, export: name, startedAt, endedAt: startedAt, calls: 1 });
    if (this.left !== Infinity) this.left--;
    else if (this.stretches.length > KEPT) this.stretches.shift();
  }

  /** The open call is over, or waits inside. */
  leave(isSuspended: boolean): void {
    if (this.left === 0) return;
    const last = this.stretches.at(-1);
    if (!last) return;
    if (isSuspended) last.endedAt = null;
    else if (last.calls <= TIMED || last.calls % TIMED === 0 || last.endedAt === null) last.endedAt = this.now();
  }

  /** Operations met here. False where that is known already. */
  mark(): boolean {
    if (this.left !== Infinity) return false;
    this.left = KEPT_AFTER;
    return true;
  }

  /** Everything recorded; nothing more is from now on. */
  close(): readonly CallStretch[] {
    this.left = 0;
    return this.stretches;
  }
}
