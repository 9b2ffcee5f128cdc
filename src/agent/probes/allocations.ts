import { HOOK_STATE, HOOK_TABLE, HookState, hookAllocations, type AllocationHook } from '../allocation/allocation-hooks';
import { allocatorFunctions, garbageCollector, tellsLeaks } from '../allocation/allocator-functions';
import { InstanceAllocations } from '../allocation/instance-allocations';
import { setLiveBlocks } from '../allocation/live-blocks';
import type { CompiledModule } from '../compiled-module';
import type { AgentHost, BoundaryFunction, CallHooks, InstanceRecord, Probe } from '../probe';
import { rewrittenOffset } from '../../base/offsets';

/** An export that has given no block that it was asked for in so many calls is none that hands them out. */
const LOOKS_AT_RESULTS = 64;
/** Frames of an allocation's stack: enough to leave allocator and standard library behind. */
const STACK_FRAMES = 16;

/**
 * `(module (import "h" "f" (func (param i32 i32 i32 i32 i32))) (export "f" (func 0)))`: a table takes functions of
 * Wasm only, so the hook is handed through an instance of this.
 */
const HOOK_MODULE = Uint8Array.of(
  0, 0x61, 0x73, 0x6d, 1, 0, 0, 0,
  1, 9, 1, 0x60, 5, 0x7f, 0x7f, 0x7f, 0x7f, 0x7f, 0,
  2, 7, 1, 1, 0x68, 1, 0x66, 0, 0,
  7, 5, 1, 1, 0x66, 0, 0,
);
/** Taken before the wrappers of `WebAssembly.*` are there. */
const { Module, Instance } = WebAssembly;

/** Follows every allocation of modules with a known allocator, by rewriting them before they are compiled. */
export const allocations: Probe = {
  name: 'allocations',
  install(host) {
    if (host.options.mode === 'attach' || !host.options.trackAllocations) {
      const why = host.options.mode === 'attach' ? 'allocations are followed only in a program that was launched under Wasmscope' : 'following allocations is switched off';
      host.emit({ kind: 'not-observed', rules: ['memory/leaked-allocation', 'memory/use-after-free'], why });
      return () => undefined;
    }
    return followAllocations(host);
  },
};

interface Followed {
  readonly allocations: InstanceAllocations;
  readonly state: WebAssembly.Global;
}

function followAllocations(host: AgentHost): () => void {
  const followed = new WeakMap<WebAssembly.Instance, Followed>();
  const allocatorExports = new Map<string, ReadonlySet<string>>();
  /** Of modules whose heap has a garbage collector, the export that runs it. */
  const collectors = new Map<string, string | null>();

  host.wasm.onBytes((compiled) => {
    const functions = allocatorFunctions(compiled.module);
    const isFollowed = tellsLeaks(functions);
    if (!hasNames(compiled) && compiled.module.memories.length > 0) tellNamesMissing(host, isFollowed);
    if (!isFollowed) return null;
    allocatorExports.set(compiled.hash, exportsOf(compiled, functions.map(({ index }) => index)));
    const collector = garbageCollector(compiled.module);
    if (collector !== undefined) collectors.set(compiled.hash, collector);
    if (collector === null) host.emit({ kind: 'not-observed', rules: ['memory/leaked-allocation'], why: "a module's garbage collector cannot be called, so what is held cannot be told from garbage: export its runtime" });
    const { bytes, offsetMap } = hookAllocations(compiled.module, functions);
    return {
      bytes,
      mapOffset: (offset: number) => offsetMap.toOriginal(rewrittenOffset(offset)),
      afterInstantiate: (instance) => void followed.set(instance, follow(host, instance, !hasNames(compiled))),
    };
  });

  /** A program that ends is past caring when its heap is collected. */
  const collectGarbage = (record: InstanceRecord): boolean => {
    const collect = record.exports()?.[collectors.get(record.compiled.hash) ?? ''];
    if (typeof collect === 'function') (collect as () => void)();
    return typeof collect === 'function';
  };
  const of = (record: InstanceRecord): Followed | undefined => {
    const instance = record.ref.deref();
    return instance && followed.get(instance);
  };
  host.wasm.onExportCall((target) => {
    const names = allocatorExports.get(target.instance.compiled.hash);
    if (!names) return null;
    return names.has(target.name) ? fromOutside(target, of) : countingCalls(target, of);
  });

  const report = (last: boolean): void => {
    for (const record of host.wasm.instances()) {
      const allocations = of(record)?.allocations;
      if (!allocations) continue;
      const uses = allocations.freed.report();
      if (uses.length > 0) host.emit({ kind: 'freed-uses', instance: record.id, module: record.compiled.hash, uses });
      const isCollected = last && collectGarbage(record);
      const sites = allocations.report(last ? (record.memories()[0]?.buffer ?? null) : null);
      if (sites.length === 0) continue;
      const { callCount, elapsedMs } = allocations.moments;
      host.emit({ kind: 'allocation-sites', instance: record.id, module: record.compiled.hash, calls: callCount, elapsedMs, sites, peakLiveBytes: allocations.takePeakBytes(), ...(hasNames(record.compiled) ? {} : { partial: true }), ...(!isCollected && collectors.has(record.compiled.hash) && { uncollected: true }) });
      if (allocations.dropped > 0) host.emit({ kind: 'dropped', what: 'allocations', count: allocations.dropped });
      allocations.dropped = 0;
    }
  };
  host.onFlush(() => report(false));
  host.onExit(() => report(true));
  return () => {
    for (const record of host.wasm.instances()) {
      const state = of(record)?.state;
      if (state) state.value = HookState.off;
    }
  };
}

function follow(host: AgentHost, instance: WebAssembly.Instance, isPartial: boolean): Followed {
  const allocations = new InstanceAllocations(() => host.captureStack(STACK_FRAMES), () => host.now(), isPartial);
  setLiveBlocks(instance, allocations.live);
  const onFault = host.guard((error: unknown) => {
    throw error;
  });
  // Spelled out: rest parameters would cost more than all the rest of the hook.
  const f: AllocationHook = (functionPosition, released, allocated, sizeBytes, stackPointer) => {
    try {
      allocations.onOperation(functionPosition, released, allocated, sizeBytes, stackPointer);
    } catch (error) {
      onFault(error);
    }
  };
  const hook = new Instance(new Module(HOOK_MODULE), { h: { f } }).exports['f'];
  (instance.exports[HOOK_TABLE] as WebAssembly.Table).set(0, hook);
  const state = instance.exports[HOOK_STATE] as WebAssembly.Global;
  state.value = HookState.ready;
  return { allocations, state };
}

/** Without names only what is exported of an allocator can be told. */
const hasNames = ({ module }: CompiledModule): boolean => module.names.functions.size > 0;

function exportsOf(compiled: CompiledModule, indexes: readonly number[]): ReadonlySet<string> {
  return new Set(compiled.module.exports.filter(({ kind, index }) => kind === 'func' && indexes.includes(index)).map(({ name }) => name));
}

type Find = (record: InstanceRecord) => Followed | undefined;

/** Looked up at the first call and then kept: neither part of it keeps the instance alive. */
function once({ instance }: BoundaryFunction, find: Find): () => Followed | undefined {
  let known: Followed | undefined;
  return () => (known ??= find(instance));
}

/** The service's JavaScript calls the allocator itself: each such call's stack is taken. */
function fromOutside(target: BoundaryFunction, find: Find): CallHooks {
  const followed = once(target, find);
  const set = (value: boolean): void => {
    const allocations = followed()?.allocations;
    if (allocations) allocations.calledFromOutside = value;
  };
  return { enter: () => set(true), leave: () => set(false), fail: () => set(false) };
}

function countingCalls(target: BoundaryFunction, find: Find): CallHooks<readonly unknown[] | undefined> {
  const followed = once(target, find);
  const { name, type } = target;
  let check: ((args: readonly unknown[]) => void) | undefined;
  let looks = type?.results[0] === 'i32' && type.params.includes('i32') ? LOOKS_AT_RESULTS : 0;
  let handsOut = false;
  return {
    enter(args) {
      const allocations = followed()?.allocations;
      if (!allocations) return undefined;
      allocations.moments.countCall();
      check ??= allocations.freed.checkFor(name, (parameter) => type?.params[parameter] === 'i32');
      check(args);
      if (allocations.isPartial) allocations.freed.forgetAll();
      // As of an allocator's own export, each call's stack counts.
      allocations.calledFromOutside = handsOut;
      return handsOut || looks > 0 ? args : undefined;
    },
    leave(result, args) {
      const allocations = followed()?.allocations;
      if (!allocations || args === undefined) return;
      allocations.calledFromOutside = false;
      handsOut = allocations.handsOut(result, args);
      if (!handsOut) looks--;
    },
    fail() {
      const of = followed();
      if (!of) return;
      of.allocations.calledFromOutside = false;
      // A trap inside the allocator would leave the state at `inside`.
      if (of.state.value === HookState.inside) of.state.value = HookState.ready;
    },
  };
}

function tellNamesMissing(host: AgentHost, isFollowed: boolean): void {
  const seen = isFollowed ? 'of its allocator only what its exports lead to is followed' : 'its allocator can not be told';
  host.emit({ kind: 'not-observed', rules: ['memory/leaked-allocation', 'memory/use-after-free'], why: `a module has no name section, so ${seen}: build it with names` });
}
