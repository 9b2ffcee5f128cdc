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
 * Where the program makes views of a memory: it reads `memory.buffer` for a constructor, or takes a `subarray`. Hooked
 * at the first asking, and told only while something is watched.
 */
export class MemoryAccesses {
  private watched: WeakRef<ArrayBufferLike> | null = null;
  private accesses: Access[] = [];
  private undo: (() => void) | null = null;

  constructor(private readonly host: AgentHost) {}

  watch(buffer: ArrayBufferLike): void {
    this.undo ??= this.install();
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

  uninstall(): void {
    this.undo?.();
    this.undo = null;
  }

  private install(): () => void {
    const note = this.host.guard((buffer: unknown, range: Access['range'], hook: Function) => {
      if (buffer !== this.watched?.deref() || this.accesses.length >= MAX_ACCESSES) return;
      const [caller] = structuredStack(1, hook);
      if (caller && !isOwn(caller)) this.accesses.push({ stack: this.host.captureStack(), range });
    });
    const isWatching = (): boolean => this.watched !== null;
    this.host.patch(Object.getPrototypeOf(Uint8Array.prototype) as { subarray: AnyFunction }, 'subarray', (original) => {
      const subarray: AnyFunction = function (...args) {
        const view = original.apply(this, args) as NodeJS.ArrayBufferView;
        if (isWatching()) note(view.buffer, { start: view.byteOffset, sizeBytes: view.byteLength }, subarray);
        return view;
      };
      return subarray;
    });
    const owner = WebAssembly.Memory.prototype;
    const descriptor = Object.getOwnPropertyDescriptor(owner, 'buffer')!;
    const get = function (this: WebAssembly.Memory): unknown {
      const buffer: unknown = descriptor.get!.call(this);
      if (isWatching()) note(buffer, null, get);
      return buffer;
    };
    Object.defineProperty(owner, 'buffer', { ...descriptor, get });
    return () => {
      if (Object.getOwnPropertyDescriptor(owner, 'buffer')?.get === get) Object.defineProperty(owner, 'buffer', descriptor);
    };
  }
}
