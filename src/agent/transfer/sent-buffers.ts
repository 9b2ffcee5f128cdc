import type { StackId } from '../../trace/event';
import { isLargeHeap } from '../large-heap';
import type { AgentHost } from '../probe';
import { WorkBudget } from '../work-budget';

/** How many copied buffers are followed at once, and how long each. */
const FOLLOWED = 64;
const FOLLOWED_MS = 3_000;
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

  private readonly budget: WorkBudget;
  private collecting = false;

  constructor(private readonly host: AgentHost) {
    this.budget = new WorkBudget({ share: COLLECT_SHARE, storeMs: COLLECT_STORE_MS, firstMs: COLLECT_FIRST_MS, now: host.now, cpuMs: host.runtime.cpuMs });
    host.onFlush(() => this.onFlush());
    host.onExit(() => {
      if (this.followed.length > 0 && this.collectGarbage()) this.settle(Infinity);
    });
  }

  add(buffer: ArrayBuffer, stack: StackId): void {
    if (this.known.has(buffer)) return this.tell(stack, false);
    if (this.followed.length >= FOLLOWED) return;
    this.known.add(buffer);
    this.followed.push({ ref: new WeakRef(buffer), stack, t: this.host.now() });
  }

  private onFlush(): void {
    const due = this.host.now() - FOLLOWED_MS;
    if (this.collecting || !this.followed.some(({ t }) => t <= due)) return;
    this.collecting = true;
    // In a turn of its own: what this one has looked at is kept until it ends (ECMA-262, KeepDuringJob).
    this.host.runtime.after(0, this.host.guard(() => {
      this.collectGarbage();
      this.settle(due);
      this.collecting = false;
    }));
  }

  private collectGarbage(): boolean {
    const { collectGarbage } = this.host.runtime;
    if (collectGarbage === null || !this.budget.isLeft || isLargeHeap(this.host)) return false;
    this.budget.spend(collectGarbage);
    return true;
  }

  /** Those sent until `due` are judged; of others it is told once they are gone. */
  private settle(due: number): void {
    this.followed = this.followed.filter(({ ref, stack, t }) => {
      const collected = ref.deref() === undefined;
      if (!collected && t > due) return true;
      this.tell(stack, collected);
      return false;
    });
  }

  private tell(stack: StackId, collected: boolean): void {
    this.host.emit({ kind: 'sent-buffer', stack, collected });
  }
}
