import type { StackId } from '../../trace/event';
import type { AgentHost } from '../probe';

/** How many copied buffers are followed at once, and how long each. */
const FOLLOWED = 64;
const FOLLOWED_MS = 3_000;

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

  constructor(private readonly host: AgentHost) {
    host.onFlush(() => this.settle());
  }

  add(buffer: ArrayBuffer, stack: StackId): void {
    if (this.known.has(buffer)) return this.tell(stack, false);
    if (this.followed.length >= FOLLOWED) return;
    this.known.add(buffer);
    this.followed.push({ ref: new WeakRef(buffer), stack, t: this.host.now() });
  }

  private settle(): void {
    const oldest = this.host.now() - FOLLOWED_MS;
    this.followed = this.followed.filter(({ ref, stack, t }) => {
      const collected = ref.deref() === undefined;
      if (!collected && t > oldest) return true;
      this.tell(stack, collected);
      return false;
    });
  }

  private tell(stack: StackId, collected: boolean): void {
    this.host.emit({ kind: 'sent-buffer', stack, collected });
  }
}
