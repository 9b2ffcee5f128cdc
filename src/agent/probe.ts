import type { FunctionType } from '../wasm/module';
import type { InstanceId, StackId } from '../trace/event';
import type { BufferReads } from './buffer-reads';
import type { CompiledModule } from './compiled-module';
import type { Origins } from './origins';
import type { PromiseHooks } from './promise-hooks';
import type { Runtime } from './runtime';
import type { V8Frame } from './v8-frame';
import type { AgentOptions, WireEvent } from './wire';

/**
 * One kind of watching, in one file under probes/. A probe hooks something of the target, aggregates where the calls
 * happen, and emits trace events. What it returns undoes every hook. The host guards each entry: an error in a probe
 * is counted, turned into `not-observed`, and never reaches the service.
 */
export interface Probe {
  readonly name: string;
  /** Rules that see nothing where this probe fails. */
  readonly rules?: readonly string[];
  /** Sees calls through wrapped exports and imports alone: on attach, instances that exist already stay unseen. */
  readonly wrapsInstances?: true;
  install(host: AgentHost): () => void;
}

type Unstamped<Event> = Event extends WireEvent ? Omit<Event, 't'> & { readonly t?: number } : never;
export type AgentEvent = Unstamped<WireEvent>;

export interface AgentHost {
  readonly options: AgentOptions;
  readonly runtime: Runtime;
  /** The target's own `require`, for built-in modules (present in ESM-only programs too); in Node only. */
  readonly require: NodeJS.Require;
  /** Stamps `t` and queues; a full queue drops and counts. Never throws. */
  emit(event: AgentEvent): void;
  /** Milliseconds since the Unix epoch, monotonic (performance.timeOrigin + performance.now()). */
  now(this: void): number;
  /**
   * Takes the stack of the caller, agent frames left out, and returns its interned id. Unread until flush where V8
   * allows (V8 formats lazily), so about 5 µs; sample it in hot places. `limit` frames, default LIMITS.agent.stackDepth.
   */
  captureStack(limit?: number): StackId;
  /** Called before each flush (`options.flushMs`) and at exit: emit aggregates here. */
  onFlush(listener: () => void): void;
  /** Called once, before the program's own exit listeners; not where the agent leaves a program that goes on. */
  onExit(listener: () => void): void;
  /** The innermost frames of the caller, ours left out, as V8 has them: for what a stack does not keep. */
  callerFrames(limit: number): V8Frame[];
  /** The thread is about to exit, or the agent to leave: this is the last flush. */
  readonly ending: boolean;
  readonly promises: PromiseHooks;
  /** Which promises have to do with calls; made at the first asking. */
  readonly origins: Origins;
  readonly operations: Operations;
  readonly wasm: WasmHooks;
  /** Wraps a function so that a throw inside is counted and swallowed: for callbacks handed to the target. */
  guard<Args extends unknown[]>(work: (...args: Args) => void): (...args: Args) => void;
  /** The file that bytes of a module came from, where a probe sees a read that the core does not (keyed by their buffer). */
  noteModuleSource(bytes: Uint8Array, path: string): void;
  /** Replaces `owner[key]` by `make(original)`, keeps name, length and own properties, and undoes it at uninstall if still ours. */
  patch<Owner extends object, Key extends keyof Owner>(owner: Owner, key: Key, make: (original: Owner[Key]) => Owner[Key]): void;
}

/**
 * An operation is the work of one async context: an HTTP request, a timer or message callback, an async function
 * called beside others. The id is carried across await, timers and events.
 */
export interface Operations {
  /** 0 outside of any. */
  current(): number;
  /** When it began (host.now() clock), or 0. */
  startedAt(operation: number): number;
  isFinished(operation: number): boolean;
  /** The request that an operation is part of (async functions beside each other in one request are operations of their own), else itself. */
  rootOf(operation: number): number;
  isRequest(operation: number): boolean;
  /** For a hook of an export: the operation that this call belongs to, begun now where there is none; 0 where a finalizer calls, in nobody's name. */
  forCall(): number;
  /** A request's response has been sent, or a root callback and all it awaited is done where that can be known. */
  onFinish(listener: (operation: number) => void): void;
}

export interface InstanceRecord {
  readonly id: InstanceId;
  readonly compiled: CompiledModule;
  /** The real instance, weakly held. */
  readonly ref: WeakRef<WebAssembly.Instance>;
  /** The unwrapped exports. */
  exports(): WebAssembly.Exports | undefined;
  /** All memories: exported or imported ones. */
  memories(): readonly WebAssembly.Memory[];
}

export interface BoundaryFunction {
  readonly instance: InstanceRecord;
  /** Export name, or import as `module.name`. */
  readonly name: string;
  readonly type: FunctionType | undefined;
}

/** In hot code: a hook that keeps nothing returns undefined from `enter`, which costs no allocation. */
export interface CallHooks<State = unknown> {
  enter?(this: void, args: readonly unknown[]): State;
  /** After a normal return. May not replace the result. */
  leave?(this: void, result: unknown, state: State): void;
  /** After a throw. */
  fail?(this: void, error: unknown, state: State): void;
}

/**
 * Wrapped `WebAssembly.*`: compile, Module, instantiate, Instance, streaming ones. Exports of new instances and their
 * function imports are wrapped only where some probe wants them. Instances that exist at attach can't be wrapped.
 */
export interface WasmHooks {
  onCompile(listener: (compiled: CompiledModule, how: { api: string; synchronous: boolean; startedAt: number; durationMs: number; stack: StackId }) => void): void;
  onInstance(listener: (instance: InstanceRecord, how: { api: string; durationMs: number; stack: StackId }) => void): void;
  /** Instantiation threw; `imports` are those that V8 was given, `error` may also come from the start function. */
  onLinkFailure(listener: (compiled: CompiledModule, how: { api: string; error: unknown; imports: unknown; stack: StackId }) => void): void;
  /** Asked once for each export; null leaves it alone. */
  onExportCall(decide: (target: BoundaryFunction) => CallHooks | null): void;
  onImportCall(decide: (target: BoundaryFunction, original: Function) => CallHooks | null): void;
  /** Growth seen through Memory.prototype.grow, or as a changed buffer after an export call. */
  onGrow(listener: (instance: InstanceRecord, memory: WebAssembly.Memory, fromBytes: number, toBytes: number, stack: StackId) => void): void;
  /** Called with the original bytes before compilation; a returned array is compiled instead (must keep imports and exports). */
  onBytes(rewrite: (compiled: CompiledModule, bytes: Uint8Array) => { bytes: Uint8Array; mapOffset(rewritten: number): number; afterInstantiate?(instance: WebAssembly.Instance): void } | null): void;
  instances(): Iterable<InstanceRecord>;
  /** Who makes views: reads of the buffers of memories, and of views. */
  readonly buffers: BufferReads;
}
