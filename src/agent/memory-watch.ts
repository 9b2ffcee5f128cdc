import type { StackId } from '../trace/event';
import type { Patches } from './patches';
import type { CallHooks, InstanceRecord } from './probe';

type OnGrow = (instance: InstanceRecord, memory: WebAssembly.Memory, fromBytes: number, toBytes: number, stack: StackId) => void;

/**
 * Growth of linear memories. `Memory.prototype.grow` tells at once; `memory.grow` inside a call is seen when the call is
 * over: growing detaches the old buffer, whose length is then 0 (Wasm JS API, "refresh the memory buffer"), and that
 * costs one load to ask. Shared buffers are not detached; their growth is seen by `vitals`.
 */
export class MemoryWatch {
  private readonly states = new WeakMap<WebAssembly.Memory, { buffer: ArrayBuffer | SharedArrayBuffer; bytes: number; owner: InstanceRecord }>();

  constructor(
    private readonly onGrow: OnGrow,
    private readonly captureStack: () => StackId,
  ) {}

  install(patches: Patches): void {
    const refresh = (memory: WebAssembly.Memory): void => this.refresh(memory);
    patches.replace(WebAssembly.Memory.prototype, 'grow', (grow) => function (this: WebAssembly.Memory, ...args: unknown[]) {
      const pages = Reflect.apply(grow, this, args) as number;
      refresh(this);
      return pages;
    });
  }

  /** Hooks for the exports of an instance; they hold its memory as the exports themselves do. */
  hooksFor(owner: InstanceRecord, memory: WebAssembly.Memory): CallHooks {
    const state = this.states.get(memory) ?? { buffer: memory.buffer, bytes: memory.buffer.byteLength, owner };
    this.states.set(memory, state);
    const look = (): void => {
      if (state.buffer.byteLength !== state.bytes || state.bytes === 0) this.refresh(memory);
    };
    return { leave: look, fail: look };
  }

  /** Compares the size with the one last seen. */
  refresh(memory: WebAssembly.Memory): void {
    const state = this.states.get(memory);
    if (!state) return;
    const fromBytes = state.bytes;
    state.buffer = memory.buffer;
    state.bytes = state.buffer.byteLength;
    if (state.bytes > fromBytes) this.onGrow(state.owner, memory, fromBytes, state.bytes, this.captureStack());
  }
}
