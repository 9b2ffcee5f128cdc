import type { InstanceId, StackId } from '../trace/event';
import { BufferReads } from './buffer-reads';
import { wrapCall, type AnyFunction, type WrapperSwitch } from './call-wrapper';
import { LiveInstance } from './live-instance';
import { MemoryWatch } from './memory-watch';
import type { ModuleRegistry } from './module-registry';
import { OwnFinalizers } from './own-finalizers';
import type { Patches } from './patches';
import type { CompiledModule } from './compiled-module';
import type { BoundaryFunction, CallHooks, InstanceRecord, WasmHooks } from './probe';
import { isSharedBuffer } from './shared-buffer';
import { hookStreaming } from './streaming-hooks';
import { WrapperIdentity } from './wrapper-identity';

type Compiling = { api: string; synchronous: boolean; startedAt: number; durationMs: number; stack: StackId };
type Rewrite = Parameters<Parameters<WasmHooks['onBytes']>[0]> extends infer Args extends [CompiledModule, Uint8Array] ? (...args: Args) => RewriteResult | null : never;
type RewriteResult = { bytes: Uint8Array; mapOffset(rewritten: number): number; afterInstantiate?(instance: WebAssembly.Instance): void };

/** What the hooks need of the agent's core. */
export interface WasmHooksNeeds {
  readonly patches: Patches;
  readonly modules: ModuleRegistry;
  readonly wrappers: WrapperSwitch;
  captureStack(): StackId;
  /** Node compiles modules for itself (the HTTP parser of its fetch): those are not the program's. */
  isNodesOwn(): boolean;
  now(): number;
  onCollected(instance: InstanceId): void;
  onCompileFailed(api: string, error: unknown): void;
}

/**
 * `WebAssembly.*` of the target, seen from compile to call. Built-in functions keep their errors and results; what a
 * call of ours may change is only what is written at `WasmHooks`.
 */
export class WasmInterception implements WasmHooks {
  private readonly compileListeners: Parameters<WasmHooks['onCompile']>[0][] = [];
  private readonly instanceListeners: Parameters<WasmHooks['onInstance']>[0][] = [];
  private readonly exportDeciders: Parameters<WasmHooks['onExportCall']>[0][] = [];
  private readonly importDeciders: Parameters<WasmHooks['onImportCall']>[0][] = [];
  private readonly linkFailureListeners: Parameters<WasmHooks['onLinkFailure']>[0][] = [];
  private readonly growListeners: Parameters<WasmHooks['onGrow']>[0][] = [];
  private readonly rewriters: Rewrite[] = [];
  private readonly records = new Map<InstanceId, InstanceRecord>();
  private readonly afterInstantiate = new WeakMap<WebAssembly.Module, (instance: WebAssembly.Instance) => void>();
  readonly buffers: BufferReads;
  private readonly identity: WrapperIdentity;
  private readonly memories: MemoryWatch;
  private readonly collected: OwnFinalizers<InstanceId>;
  private readonly exportsOf: (instance: WebAssembly.Instance) => WebAssembly.Exports;
  private nextInstance = 1;

  constructor(private readonly needs: WasmHooksNeeds) {
    this.buffers = new BufferReads(needs.patches, (error) => needs.wrappers.onFault(error));
    this.identity = new WrapperIdentity(needs.patches);
    this.memories = new MemoryWatch((...growth) => this.guarded(this.growListeners, (listener) => listener(...growth)), () => needs.captureStack());
    this.collected = new OwnFinalizers((id) => {
      this.records.delete(id);
      if (needs.wrappers.on) needs.onCollected(id);
    });
    const original = Object.getOwnPropertyDescriptor(WebAssembly.Instance.prototype, 'exports')!;
    this.exportsOf = (instance) => original.get!.call(instance) as WebAssembly.Exports;
    this.patchCompilers();
    hookStreaming(needs.patches, {
      onCall: () => needs.captureStack(),
      onSource: (bytes, url) => needs.modules.noteSource(bytes, url),
      compile: (bytes, stack) => this.compileFrom(stack, bytes),
      instantiate: (bytes, imports, stack) => this.instantiateFrom(stack, bytes, imports),
    });
    this.patchInstance();
    this.identity.install();
    this.memories.install(needs.patches);
  }

  onCompile(listener: Parameters<WasmHooks['onCompile']>[0]): void {
    this.compileListeners.push(listener);
  }
  onInstance(listener: Parameters<WasmHooks['onInstance']>[0]): void {
    this.instanceListeners.push(listener);
  }
  onLinkFailure(listener: Parameters<WasmHooks['onLinkFailure']>[0]): void {
    this.linkFailureListeners.push(listener);
  }
  onExportCall(decide: Parameters<WasmHooks['onExportCall']>[0]): void {
    this.exportDeciders.push(decide);
  }
  onImportCall(decide: Parameters<WasmHooks['onImportCall']>[0]): void {
    this.importDeciders.push(decide);
  }
  onGrow(listener: Parameters<WasmHooks['onGrow']>[0]): void {
    this.growListeners.push(listener);
  }
  onBytes(rewrite: Rewrite): void {
    this.rewriters.push(rewrite);
  }
  instances(): Iterable<InstanceRecord> {
    return this.records.values();
  }

  // --- compilation -------------------------------------------------------------------------------------------------

  private patchCompilers(): void {
    const { patches } = this.needs;
    // Arrow functions, as built-in functions are no constructors either.
    patches.replace(WebAssembly, 'compile', () => (source: BufferSource, ...rest: unknown[]) => this.compileFrom(this.needs.captureStack(), source, rest));
    patches.proxyConstructor(WebAssembly, 'Module', (target, [source, ...rest], newTarget) =>
      this.compileNow('Module', source as BufferSource, (bytes) => Reflect.construct(target, [bytes, ...rest], newTarget) as WebAssembly.Module),
    );
    patches.replace(WebAssembly.Module, 'exports', (original) => (module) => original(module).filter(({ name }) => !name.startsWith(OWN_EXPORT)));
    // Stacks are taken now: when a module is compiled, the caller is gone from the stack.
    patches.replace(WebAssembly, 'instantiate', () => ((source: BufferSource | WebAssembly.Module, imports?: WebAssembly.Imports, ...rest: unknown[]) => this.instantiateFrom(this.needs.captureStack(), source, imports, rest)) as typeof WebAssembly.instantiate);
  }

  private compileFrom(stack: StackId, source: BufferSource, rest: readonly unknown[] = []): Promise<WebAssembly.Module> {
    return this.compileBytes('compile', stack, source, (bytes) => Reflect.apply(builtIn.compile, WebAssembly, [bytes, ...rest]) as Promise<WebAssembly.Module>);
  }

  private instantiateFrom(stack: StackId, source: BufferSource | WebAssembly.Module, imports: WebAssembly.Imports | undefined, rest: readonly unknown[] = []): Promise<unknown> {
    if (!viewOf(source)) {
      return this.instantiateModule(stack, source, imports, (given) => Reflect.apply(builtIn.instantiate, WebAssembly, [source, given, ...rest]) as Promise<WebAssembly.Instance>);
    }
    return this.compileBytes('instantiate', stack, source as BufferSource, (bytes) => Reflect.apply(builtIn.compile, WebAssembly, [bytes, ...rest]) as Promise<WebAssembly.Module>)
      .then((module) => this.instantiateModule(stack, module, imports, (given) => builtIn.instantiate(module, given)).then((instance) => ({ module, instance })));
  }

  private compileNow(api: string, source: BufferSource, compile: (bytes: BufferSource) => WebAssembly.Module): WebAssembly.Module {
    const prepared = this.prepare(source);
    const stack = this.needs.captureStack();
    const startedAt = this.needs.now();
    try {
      const module = compile(prepared?.bytes ?? source);
      this.compiled(module, prepared, { api, synchronous: true, startedAt, durationMs: this.needs.now() - startedAt, stack });
      return module;
    } catch (error) {
      this.needs.onCompileFailed(api, error);
      throw error;
    }
  }

  private compileBytes(api: string, stack: StackId, source: BufferSource, compile: (bytes: BufferSource) => Promise<WebAssembly.Module>): Promise<WebAssembly.Module> {
    const prepared = this.prepare(source);
    const startedAt = this.needs.now();
    return compile(prepared?.bytes ?? source).then(
      (module) => {
        this.compiled(module, prepared, { api, synchronous: false, startedAt, durationMs: this.needs.now() - startedAt, stack });
        return module;
      },
      (error: unknown) => {
        this.needs.onCompileFailed(api, error);
        throw error;
      },
    );
  }

  private prepare(source: BufferSource): Prepared | null {
    const bytes = viewOf(source);
    if (!bytes || !this.needs.wrappers.on) return null;
    try {
      if (this.needs.isNodesOwn()) return null;
      const compiled = this.needs.modules.register(bytes);
      for (const rewrite of this.rewriters) {
        const rewritten = rewrite(compiled, bytes);
        if (!rewritten) continue;
        this.needs.modules.noteRewritten(compiled, rewritten.bytes, (offset) => rewritten.mapOffset(offset));
        return { compiled, bytes: rewritten.bytes as BufferSource, afterInstantiate: rewritten.afterInstantiate?.bind(rewritten) };
      }
      return { compiled, bytes: source, afterInstantiate: undefined };
    } catch (error) {
      this.needs.wrappers.onFault(error);
      return null;
    }
  }

  private compiled(module: WebAssembly.Module, prepared: Prepared | null, how: Compiling): void {
    if (!prepared || !this.needs.wrappers.on) return;
    this.needs.modules.bind(module, prepared.compiled);
    if (prepared.afterInstantiate) this.afterInstantiate.set(module, prepared.afterInstantiate);
    this.guarded(this.compileListeners, (listener) => listener(prepared.compiled, how));
  }

  // --- instantiation -----------------------------------------------------------------------------------------------

  private patchInstance(): void {
    this.needs.patches.proxyConstructor(WebAssembly, 'Instance', (target, args, newTarget) => {
      const [module, imports] = args as [WebAssembly.Module, WebAssembly.Imports | undefined];
      const prepared = this.prepareInstance(module, imports, this.needs.captureStack());
      try {
        const instance = Reflect.construct(target, prepared ? [module, prepared.imports] : args, newTarget) as WebAssembly.Instance;
        this.instantiated('Instance', instance, prepared);
        return instance;
      } catch (error) {
        this.notInstantiated('Instance', error, prepared);
        throw error;
      }
    });
  }

  private instantiateModule(stack: StackId, module: WebAssembly.Module, imports: WebAssembly.Imports | undefined, instantiate: (imports: WebAssembly.Imports | undefined) => Promise<WebAssembly.Instance>): Promise<WebAssembly.Instance> {
    const prepared = this.prepareInstance(module, imports, stack);
    return instantiate(prepared ? prepared.imports : imports).then(
      (instance) => {
        this.instantiated('instantiate', instance, prepared);
        return instance;
      },
      (error: unknown) => {
        this.notInstantiated('instantiate', error, prepared);
        throw error;
      },
    );
  }

  private prepareInstance(module: WebAssembly.Module, imports: WebAssembly.Imports | undefined, stack: StackId): PreparedInstance | null {
    if (!this.needs.wrappers.on || !(module instanceof WebAssembly.Module)) return null;
    const compiled = this.needs.modules.of(module);
    if (!compiled) return null;
    try {
      const record = new LiveInstance(this.nextInstance++, compiled, this.exportsOf);
      const given = this.wrapImports(record, imports);
      return { module, record, imports: given, stack, startedAt: this.needs.now() };
    } catch (error) {
      this.needs.wrappers.onFault(error);
      return null;
    }
  }

  private instantiated(api: string, instance: WebAssembly.Instance, prepared: PreparedInstance | null): void {
    if (!prepared || !this.needs.wrappers.on) return;
    const { module, record, stack, startedAt } = prepared;
    const durationMs = this.needs.now() - startedAt;
    try {
      this.afterInstantiate.get(module)?.(instance);
      record.bind(instance);
      this.records.set(record.id, record);
      this.collected.register(instance, record.id);
      this.guarded(this.instanceListeners, (listener) => listener(record, { api, durationMs, stack }));
      this.wrapExports(instance, record);
    } catch (error) {
      this.needs.wrappers.onFault(error);
    }
  }

  private notInstantiated(api: string, error: unknown, prepared: PreparedInstance | null): void {
    if (!prepared || !this.needs.wrappers.on) return;
    const { record, imports, stack } = prepared;
    this.guarded(this.linkFailureListeners, (listener) => listener(record.compiled, { api, error, imports, stack }));
  }

  /** The imports that the module asks for, each read once, functions wrapped where a probe wants it. */
  private wrapImports(record: LiveInstance, imports: WebAssembly.Imports | undefined): WebAssembly.Imports | undefined {
    if (typeof imports !== 'object' || imports === null) return imports;
    const { module } = record.compiled;
    const given = Object.create(null) as Record<string, Record<string, unknown>>;
    for (const wanted of module.imports) {
      const namespace: unknown = imports[wanted.module];
      if ((typeof namespace !== 'object' && typeof namespace !== 'function') || namespace === null) {
        (given as Record<string, unknown>)[wanted.module] = namespace;
        continue;
      }
      const own = (given[wanted.module] ??= Object.create(null) as Record<string, unknown>);
      if (wanted.name in own) continue;
      const value = this.identity.unwrap((namespace as Record<string, unknown>)[wanted.name]);
      own[wanted.name] = wanted.kind === 'func' && typeof value === 'function' ? this.wrapImport(record, wanted, value) : value;
      if (wanted.kind === 'memory' && value instanceof WebAssembly.Memory) record.addMemory(value);
    }
    return given;
  }

  private wrapImport(record: LiveInstance, wanted: { module: string; name: string; typeIndex?: number }, original: Function): Function {
    if (this.identity.isWasmFunction(original) || isKnownToV8(original)) return original;
    const target: BoundaryFunction = { instance: record, name: `${wanted.module}.${wanted.name}`, type: record.compiled.module.types[wanted.typeIndex ?? -1] };
    const hooks = this.decide(this.importDeciders, (decide) => decide(target, original));
    return hooks.length > 0 ? wrapCall(original as AnyFunction, hooks, this.needs.wrappers) : original;
  }

  private wrapExports(instance: WebAssembly.Instance, record: LiveInstance): void {
    const real = this.exportsOf(instance);
    const face: WebAssembly.Exports = Object.create(null) as WebAssembly.Exports;
    for (const value of Object.values(real)) if (value instanceof WebAssembly.Memory) record.addMemory(value);
    const growth = this.growListeners.length > 0 ? record.memories().map((memory) => this.memories.hooksFor(record, memory)) : [];
    for (const [name, value] of Object.entries(real)) {
      if (name.startsWith(OWN_EXPORT)) continue;
      face[name] = typeof value === 'function' ? this.wrapExport(record, name, value, growth) : value;
    }
    Object.defineProperty(instance, 'exports', { value: Object.freeze(face), configurable: true, enumerable: false, writable: false });
  }

  private wrapExport(record: LiveInstance, name: string, original: Function, growth: readonly CallHooks[]): Function {
    const known = this.identity.wrapperOf(original);
    if (known) return known;
    const target: BoundaryFunction = { instance: record, name, type: record.typeOfExport(name) };
    const hooks = this.decide(this.exportDeciders, (decide) => decide(target));
    const all = [...growth, ...hooks];
    if (all.length === 0) return original;
    const wrapper = wrapCall(original as AnyFunction, all, this.needs.wrappers);
    this.identity.link(wrapper, original, (promising) => wrapCall(promising, all, this.needs.wrappers));
    return wrapper;
  }

  private decide<Decider>(deciders: readonly Decider[], ask: (decide: Decider) => CallHooks | null): CallHooks[] {
    const wanted: CallHooks[] = [];
    this.guarded(deciders, (decide) => {
      const hooks = ask(decide);
      if (hooks) wanted.push(hooks);
    });
    return wanted;
  }

  private guarded<Listener>(listeners: readonly Listener[], call: (listener: Listener) => void): void {
    for (const listener of listeners) {
      try {
        call(listener);
      } catch (error) {
        this.needs.wrappers.onFault(error);
      }
    }
  }
}

/** Before the agent's own stand in their place. */
const builtIn = { compile: WebAssembly.compile, instantiate: WebAssembly.instantiate };

/** Exports that a rewriting added for the agent's own use: programs that walk through what a module exports don't expect them. */
const OWN_EXPORT = 'wasmscope:';

interface Prepared {
  readonly compiled: CompiledModule;
  readonly bytes: BufferSource;
  readonly afterInstantiate: ((instance: WebAssembly.Instance) => void) | undefined;
}

interface PreparedInstance {
  readonly module: WebAssembly.Module;
  readonly record: LiveInstance;
  readonly imports: WebAssembly.Imports | undefined;
  readonly stack: StackId;
  readonly startedAt: number;
}

/** V8 compiles calls of these into the module; a wrapper would take that away, and they tell nothing. */
function isKnownToV8(original: Function): boolean {
  return KNOWN_TO_V8.has(original);
}
const KNOWN_TO_V8: ReadonlySet<unknown> = new Set(Object.getOwnPropertyNames(Math).map((name) => Reflect.get(Math, name) as unknown));

function viewOf(source: unknown): Uint8Array | null {
  if (ArrayBuffer.isView(source)) return new Uint8Array(source.buffer, source.byteOffset, source.byteLength);
  if (source instanceof ArrayBuffer || isSharedBuffer(source)) return new Uint8Array(source);
  return null;
}
