import type { StackId } from '../../trace/event';
import type { AgentHost } from '../probe';
import { isOwn, structuredStack } from '../stacks';

type AnyFunction = (this: unknown, ...args: unknown[]) => unknown;

interface Access {
  readonly stack: StackId;
  /** Of a view made by `subarray`; null where only `memory.buffer` was read. */
  readonly range: { readonly start: number; readonly sizeBytes: number } | null;
}

const MAX_ACCESSES = 32;

/**
 * Where the program makes views of a memory: it reads `memory.buffer` for a constructor, or takes a `subarray`, which is
 * hooked with the first suspicion. Places are taken only while something is watched.
 */
export class MemoryAccesses {
  private watched: WeakRef<ArrayBufferLike> | null = null;
  private accesses: Access[] = [];
  /** Buffers that the program itself, not the agent, has asked for. */
  private readonly used = new WeakSet<object>();
  private seesSubarrays = false;

  constructor(private readonly host: AgentHost) {
    const note = this.noted();
    host.wasm.buffers.onMemory((buffer, hook) => {
      if (this.watched !== null || !this.used.has(buffer)) note(buffer, null, hook);
    });
  }

  /** Whether the program can have views of this memory at all. */
  isUsed(buffer: ArrayBufferLike): boolean {
    return this.used.has(buffer);
  }

  watch(buffer: ArrayBufferLike): void {
    this.hookSubarray();
    this.watched = new WeakRef(buffer);
    this.accesses = [];
  }

  /** The first place since `watch` that made a view of this range, or else that may have. Ends the watch. */
  firstOf(start: number, sizeBytes: number): StackId {
    const { accesses } = this;
    this.watched = null;
    this.accesses = [];
    const exact = accesses.find(({ range }) => range?.start === start && range.sizeBytes === sizeBytes);
    return (exact ?? accesses.find(({ range }) => range === null))?.stack ?? 0;
  }

  private hookSubarray(): void {
    if (this.seesSubarrays) return;
    this.seesSubarrays = true;
    const note = this.noted();
    const isWatching = (): boolean => this.watched !== null;
    this.host.patch(Object.getPrototypeOf(Uint8Array.prototype) as { subarray: AnyFunction }, 'subarray', (original) => {
      const subarray: AnyFunction = function (...args) {
        const view = original.apply(this, args) as NodeJS.ArrayBufferView;
        if (isWatching()) note(view.buffer, { start: view.byteOffset, sizeBytes: view.byteLength }, subarray);
        return view;
      };
      return subarray;
    });
  }

  private noted(): (buffer: object, range: Access['range'], hook: Function) => void {
    return this.host.guard((buffer, range, hook) => {
      const [caller] = structuredStack(1, hook);
      if (!caller || isOwn(caller)) return;
      this.used.add(buffer);
      if (buffer === this.watched?.deref() && this.accesses.length < MAX_ACCESSES) this.accesses.push({ stack: this.host.captureStack(), range });
    });
  }
}
