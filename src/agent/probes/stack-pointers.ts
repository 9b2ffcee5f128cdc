import { ModuleRewriter } from '../../wasm/rewrite/module-rewriter';
import { rewrittenOffset } from '../../base/offsets';
import { LIMITS } from '../../base/limits';
import type { AgentHost, CallHooks, InstanceRecord, Probe } from '../probe';
import { exportStackPointer, stackPointerOf } from '../stack-pointer';
import { exportStateGlobals } from '../state-globals';
import { StackTaken } from '../stack-taken';

/** Places of drops looked up between two flushes (some 5 µs each); later ones go by the last place of their export. */
const LOOKS = 1_000;

/**
 * Calls from outside that leave the pointer of the shadow stack lower than they found it: space taken for arguments and
 * never given back, or frames that an error jumped over. While a call is suspended the pointer is its own.
 */
export const stackPointers: Probe = {
  name: 'stack-pointers',
  rules: ['memory/stack-leak'],
  wrapsInstances: true,
  install(host) {
    if (host.options.mode === 'attach') return () => undefined;
    if (!host.options.trackAllocations) {
      host.emit({ kind: 'not-observed', rules: ['memory/stack-leak'], why: 'following allocations is switched off, and with it the stack pointer' });
      return () => undefined;
    }
    const watches = new WeakMap<InstanceRecord, StackWatch>();
    host.wasm.onBytes(({ module }, bytes) => {
      if (bytes.length > LIMITS.wasm.bodyBytes || module.globals.length === 0) return null;
      const rewriter = new ModuleRewriter(module);
      const added = [exportStackPointer(rewriter, module), exportStateGlobals(rewriter, module)];
      if (!added.includes(true)) return null;
      const rewritten = rewriter.finish();
      return { bytes: rewritten.bytes, mapOffset: (offset) => rewritten.offsetMap.toOriginal(rewrittenOffset(offset)) };
    });
    host.wasm.onExportCall(({ instance, name }) => {
      let watch = watches.get(instance);
      if (!watch) watches.set(instance, (watch = new StackWatch(host, instance)));
      return watch.hooksFor(name);
    });
    host.onFlush(() => {
      for (const record of host.wasm.instances()) watches.get(record)?.flush();
    });
    return () => undefined;
  },
};

class StackWatch {
  private readonly taken = new StackTaken();
  private readonly lastStack = new Map<string, number>();
  /** Weakly: a global leads to its instance, which is kept alive by nobody of ours. */
  private pointer: WeakRef<WebAssembly.Global> | null | undefined;
  private depth = 0;
  private before = 0;
  private suspended = 0;
  private looks = LOOKS;

  constructor(
    private readonly host: AgentHost,
    private readonly instance: InstanceRecord,
  ) {}

  hooksFor(name: string): CallHooks {
    if (name === 'asyncify_start_unwind') return { enter: () => void this.suspended++ };
    if (name === 'asyncify_stop_rewind') return { enter: () => void (this.suspended = Math.max(0, this.suspended - 1)) };
    return {
      enter: () => {
        if (this.depth++ > 0) return;
        this.taken.calls++;
        this.before = this.read();
      },
      leave: (result) => {
        if (--this.depth > 0) return;
        if (result instanceof Promise) this.suspend(result);
        else this.compare(name, false);
      },
      fail: () => {
        if (--this.depth === 0) this.compare(name, true);
      },
    };
  }

  flush(): void {
    this.looks = LOOKS;
    const sites = this.taken.report();
    if (sites) this.host.emit({ kind: 'stack-taken', instance: this.instance.id, module: this.instance.compiled.hash, calls: this.taken.calls, sites });
  }

  private compare(name: string, thrown: boolean): void {
    const after = this.read();
    if (after === this.before || this.suspended > 0) return;
    this.taken.moved(this.before, after, { stack: after < this.before ? this.stackFor(name) : 0, export: name }, thrown);
  }

  private stackFor(name: string): number {
    if (this.looks-- <= 0) return this.lastStack.get(name) ?? 0;
    const stack = this.host.captureStack();
    this.lastStack.set(name, stack);
    return stack;
  }

  private suspend(promise: Promise<unknown>): void {
    this.suspended++;
    this.host.promises.whenSettled(promise, () => void this.suspended--);
  }

  private read(): number {
    if (this.pointer === undefined) {
      const pointer = stackPointerOf(this.instance);
      this.pointer = pointer && new WeakRef(pointer);
    }
    return ((this.pointer?.deref()?.value as number | undefined) ?? 0) >>> 0;
  }
}
