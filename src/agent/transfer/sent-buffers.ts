import type { StackId } from '../../trace/event';
import { isLargeHeap } from '../large-heap';
import type { AgentHost } from '../probe';
import { WorkBudget } from '../work-budget';

/** How many copied buffers are followed at once, and how long each. */
const FOLLOWED = 64;
const FOLLOWED_MS = 3_000;
/** Whoever works with a buffer that was sent needs some time for it. */
const USED_MS = 300;
/** V8 may leave garbage lie for long: it is made to collect before buffers are judged, for this share of the time. */
const COLLECT_SHARE = 0.02;
const COLLECT_STORE_MS = 10;
const COLLECT_FIRST_MS = 100;

interface SentBuffer {
  readonly ref: WeakRef<ArrayBuffer>;
  readonly stack: StackId;
  readonly t: number;
}

/**
 * Buffers that were copied to another thread: did the sender let go of them afterwards? One that is collected soon
 * could have been moved; one that is kept, or sent again, is still the sender's.
 */
export class SentBuffers {
  private followed: SentBuffer[] = [];
  private readonly known = new WeakSet<ArrayBuffer>();
  /** By line, those that are gone; told when the line sends the next one. A program lets go of everything in the end. */
  private readonly gone = new Map<StackId, number>();
  private readonly budget: WorkBudget;
  private collecting = false;

  constructor(private readonly host: AgentHost) {
    this.budget = new WorkBudget({ share: COLLECT_SHARE, storeMs: COLLECT_STORE_MS, firstMs: COLLECT_FIRST_MS, now: host.now, cpuMs: host.runtime.cpuMs });
    host.onFlush(() => this.onFlush());
  }

  add(buffer: ArrayBuffer, stack: StackId): void {
    for (let count = this.gone.get(stack) ?? 0; count > 0; count--) this.tell(stack, true);
    this.gone.delete(stack);
    if (this.known.has(buffer)) return this.tell(stack, false);
    if (this.followed.length >= FOLLOWED) return;
    this.known.add(buffer);
    this.followed.push({ ref: new WeakRef(buffer), stack, t: this.host.now() });
  }

  private onFlush(): void {
    const now = this.host.now();
    if (this.host.ending || this.collecting || !this.followed.some(({ t }) => t <= now - USED_MS)) return;
    this.collecting = true;
    // In a turn of its own: what this one has looked at is kept until it ends (ECMA-262, KeepDuringJob).
    this.host.runtime.after(0, this.host.guard(() => {
      this.collecting = false;
      if (this.host.ending) return;
      this.collectGarbage();
      this.settle(now - FOLLOWED_MS);
    }));
  }

  private collectGarbage(): void {
    const { collectGarbage } = this.host.runtime;
    if (collectGarbage !== null && this.budget.isLeft && !isLargeHeap(this.host)) this.budget.spend(collectGarbage);
  }

  /** Those sent until `due` are judged, of others whether they are gone. */
  private settle(due: number): void {
    this.followed = this.followed.filter(({ ref, stack, t }) => {
      const collected = ref.deref() === undefined;
      if (!collected && t > due) return true;
      if (collected) this.gone.set(stack, (this.gone.get(stack) ?? 0) + 1);
      else this.tell(stack, false);
      return false;
    });
  }

  private tell(stack: StackId, collected: boolean): void {
    this.host.emit({ kind: 'sent-buffer', stack, collected });
  }
}
