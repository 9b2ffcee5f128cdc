import type { StackId } from '../../trace/event';
import type { AgentHost } from '../probe';
import { isOwn, structuredStack } from '../stacks';

type AnyFunction = (this: unknown, ...args: unknown[]) => unknown;

/** Of a view made by `subarray`; null where only `memory.buffer` was read. */
type Range = { readonly start: number; readonly sizeBytes: number } | null;

/** A place that makes views, and how often it did so in the call that is followed now, and in any. */
interface Access {
  readonly stack: StackId;
  readonly range: Range;
  inCall: number;
  mostInCall: number;
}

/** Where views of a range are made, and how many of them with one call. */
export interface ViewMaking {
  readonly stack: StackId;
  readonly mostInCall: number;
}

const MAX_ACCESSES = 32;
/** Reads that are looked at while a buffer is watched. */
const MAX_READS = 512;

/**
 * Where the program makes views of a memory: it reads `memory.buffer` for a constructor, or takes a `subarray`, which is
 * hooked with the first suspicion. Places are taken only while something is watched.
 */
export class MemoryAccesses {
  private watched: WeakRef<ArrayBufferLike> | null = null;
  private accesses: Access[] = [];
  private reads = 0;
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
    this.reads = 0;
  }

  /** Another call begins: what was made since the last one is told apart. */
  nextCall(): void {
    for (const access of this.accesses) access.inCall = 0;
  }

  /** The first place since `watch` that made views of this range, or else that may have. Ends the watch. */
  making(start: number, sizeBytes: number): ViewMaking {
    const { accesses } = this;
    this.watched = null;
    this.accesses = [];
    const exact = accesses.find(({ range }) => range?.start === start && range.sizeBytes === sizeBytes);
    return exact ?? accesses.find(({ range }) => range === null) ?? { stack: 0, mostInCall: 1 };
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

  private noted(): (buffer: object, range: Range, hook: Function) => void {
    return this.host.guard((buffer, range, hook) => {
      const [caller] = structuredStack(1, hook);
      if (!caller || isOwn(caller)) return;
      this.used.add(buffer);
      if (buffer === this.watched?.deref() && this.reads++ < MAX_READS) this.count(this.host.captureStack(), range);
    });
  }

  private count(stack: StackId, range: Range): void {
    let access = this.accesses.find((other) => other.stack === stack && other.range?.start === range?.start && other.range?.sizeBytes === range?.sizeBytes);
    if (!access) {
      if (this.accesses.length >= MAX_ACCESSES) return;
      this.accesses.push((access = { stack, range, inCall: 0, mostInCall: 0 }));
    }
    access.mostInCall = Math.max(access.mostInCall, ++access.inCall);
  }
}
