import type { Patches } from './patches';

/** `hook` is the innermost function of ours on the stack: what is below it has asked; `owner` is the memory or the view. */
export type OnBufferRead = (buffer: ArrayBufferLike, hook: Function, owner: unknown) => void;

/**
 * Reads of `Memory.prototype.buffer` and `%TypedArray%.prototype.buffer`, which is how programs make views. Hooked once
 * for all listeners, when there is one; a listener hears of every read, the agent's own among them, and must decide at once.
 */
export class BufferReads {
  private readonly ofMemories: OnBufferRead[] = [];
  private readonly ofViews: OnBufferRead[] = [];

  constructor(
    private readonly patches: Patches,
    private readonly onFault: (error: unknown) => void,
  ) {}

  onMemory(listener: OnBufferRead): void {
    this.listen(WebAssembly.Memory.prototype, this.ofMemories, listener);
  }

  onView(listener: OnBufferRead): void {
    this.listen(Object.getPrototypeOf(Uint8Array.prototype) as object, this.ofViews, listener);
  }

  private listen(owner: object, listeners: OnBufferRead[], listener: OnBufferRead): void {
    listeners.push(listener);
    if (listeners.length > 1) return;
    const original = Reflect.get(Object.getOwnPropertyDescriptor(owner, 'buffer')!, 'get') as (this: unknown) => ArrayBufferLike;
    const { onFault } = this;
    const get = function (this: unknown): unknown {
      const buffer = original.call(this);
      try {
        for (let index = 0; index < listeners.length; index++) listeners[index]!(buffer, get, this);
      } catch (error) {
        onFault(error);
      }
      return buffer;
    };
    this.patches.accessor(owner, 'buffer', { get });
  }
}
