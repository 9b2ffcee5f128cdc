import type { CallStretch } from '../../trace/async-events';

/** Stretches kept before an encounter, and recorded after it. */
const KEPT = 40;
const KEPT_AFTER = 24;
/** Calls of a stretch that are all timed; of later ones one in so many. */
const TIMED = 16;

type OpenStretch = { -readonly [Key in keyof CallStretch]: CallStretch[Key] };

/**
 * The last calls into one instance, those of one operation with no other's between them as one stretch: what a timeline
 * of an encounter is drawn from. When one was found a few more are recorded, and then no more.
 */
export class CallLog {
  private readonly stretches: OpenStretch[] = [];
  private last: OpenStretch | undefined;
  private left = Infinity;

  constructor(private readonly now: () => number) {}

  /** `resumes`: the call goes on with one that waited inside. */
  enter(operation: number, name: string, resumes: boolean): void {
    if (this.left === 0) return;
    const { last } = this;
    if (last?.operation === operation && (last.endedAt !== null || resumes)) {
      last.calls++;
      return;
    }
    const startedAt = this.now();
    const waiting = resumes ? this.stretches.find((stretch) => stretch.operation === operation && stretch.endedAt === null) : undefined;
    if (waiting) waiting.endedAt = startedAt;
    this.last = { operation, export: name, startedAt, endedAt: startedAt, calls: 1 };
    this.stretches.push(this.last);
    if (this.left !== Infinity) this.left--;
    else if (this.stretches.length > KEPT) this.stretches.shift();
  }

  /** The open call is over, or waits inside. */
  leave(isSuspended: boolean): void {
    const { last } = this;
    if (this.left === 0 || !last) return;
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
