import type { InstanceId, StackId } from '../trace/event';
import { messageFor } from '../base/user-error';
import type { AsyncContext } from './async-context';
import { Emitter, type LineSink } from './emitter';
import { ModuleRegistry, type ModuleKeeper } from './module-registry';
import { Finalizers } from './finalizers';
import { AsyncOperations, type Operation } from './operations';
import { Patches } from './patches';
import type { AgentEvent, AgentHost, Probe } from './probe';
import { PromiseHooks, type PromiseSource } from './promise-hooks';
import { PromiseOrigins } from './promise-origins';
import type { Runtime } from './runtime';
import { Stacks } from './stacks';
import { WasmInterception } from './wasm-hooks';
import type { AgentFace, AgentOptions } from './wire';

/** How many errors of one probe are told; more say nothing new. */
const TOLD_FAULTS = 3;
const UNWRAPPED = 'calls of instances that were there before Wasmscope attached cannot be followed: launch the service under Wasmscope to see them';

/** What of the agent's core the place where it runs may add to. */
export interface AgentCore {
  readonly patches: Patches;
  readonly modules: ModuleRegistry;
  readonly operations: AsyncOperations;
  emit(this: void, event: AgentEvent): void;
  now(this: void): number;
  onFault(this: void, error: unknown): void;
}

/** A place to run in: a thread of Node, or one of a page. */
export interface AgentRuntime extends Runtime, ModuleKeeper {
  readonly thread: { readonly ppid: number; readonly nodeVersion: string | null; readonly argv: readonly string[]; readonly cwd: string };
  /** null: lines wait to be drained. */
  readonly lines: LineSink | null;
  readonly probes: readonly Probe[];
  /** The target's own; a page has none. */
  readonly require: NodeJS.Require;
  asyncTracking(patches: Patches): { readonly promises: PromiseSource; readonly context: AsyncContext<Operation> };
  /** Follows what is particular to the place: requests that are served, where modules come from, children. */
  follow(core: AgentCore): void;
  /** After functions were replaced, and after they were put back. */
  patched(): void;
  every(periodMs: number, work: () => void): () => void;
  /** `soon` before the program's own last listeners, `end` after them; `onError`: nobody caught it, and it may be the end. Returns the way back. */
  onExit(soon: () => void, end: (exitCode: number | null) => void, onError: () => void): () => void;
}

/** Everything of the agent in one thread: installed by its construction, taken out by `uninstall`. */
export class Agent implements AgentFace {
  private readonly emitter: Emitter;
  private readonly patches = new Patches();
  private readonly stacks: Stacks;
  private readonly modules: ModuleRegistry;
  private readonly promises: PromiseHooks;
  private readonly operations: AsyncOperations;
  private readonly wasm: WasmInterception;
  private readonly flushListeners: (() => void)[] = [];
  private readonly faults = new Map<string, number>();
  private readonly wrappers = { on: true, onFault: (error: unknown): void => this.onFault('wasm hooks', error) };
  private ending = false;
  private origins: PromiseOrigins | undefined;
  private readonly exitListeners: (() => void)[] = [];
  private readonly leaveTimer: () => void;
  private readonly leaveExit: () => void;

  constructor(
    private readonly runtime: AgentRuntime,
    private readonly options: AgentOptions,
  ) {
    this.emitter = new Emitter(runtime.lines);
    this.emit({ kind: 'thread-start', mode: options.mode, ...runtime.thread, features: features() });
    this.modules = new ModuleRegistry(runtime, (event) => this.emitter.emit(event), now);
    this.stacks = new Stacks(this.modules, (id, frames) => this.emit({ kind: 'stack', id, frames }), () => this.emitter.countDropped('stack'), (place) => runtime.writtenAt(place));
    const onFault = (error: unknown): void => this.onFault('operations', error);
    const { promises, context } = runtime.asyncTracking(this.patches);
    this.promises = new PromiseHooks(promises, this.patches, (own, limit, between) => this.stacks.framesBelow(own, limit, between), onFault);
    this.operations = new AsyncOperations({ patches: this.patches, promises: this.promises, context, finalizers: new Finalizers(this.patches), frames: (limit) => this.stacks.userFrames(limit), now, onFault });
    runtime.follow({ patches: this.patches, modules: this.modules, operations: this.operations, emit: (event) => this.emit(event), now, onFault });
    this.wasm = new WasmInterception({
      patches: this.patches,
      modules: this.modules,
      wrappers: this.wrappers,
      captureStack: () => this.stacks.capture(),
      isNodesOwn: () => (this.stacks.userFrames(1)[0]?.getScriptNameOrSourceURL() ?? '').startsWith('node:internal/deps/'),
      now,
      onCollected: (instance: InstanceId) => this.emit({ kind: 'instance-collected', instance }),
      onCompileFailed: (api, error) => this.emit({ kind: 'compile-failed', api, error: messageFor(error), stack: this.stacks.capture() }),
    });
    for (const probe of runtime.probes) if (!options.without.includes(probe.name)) this.installProbe(probe);
    runtime.patched();
    this.leaveTimer = runtime.every(options.flushMs, () => this.flush());
    this.leaveExit = runtime.onExit(() => this.tellOfExit(), (exitCode) => this.end({ exitCode, reason: 'exit' }), () => this.flush());
  }

  drain(): string {
    return this.emitter.drain();
  }

  /** A program that was launched ends with this, or soon after. */
  uninstall(): void {
    if (this.options.mode === 'launch') this.tellOfExit();
    this.end({ exitCode: null, reason: 'detached' });
  }

  private tellOfExit(): void {
    for (const listener of this.exitListeners.splice(0)) listener();
  }

  private end(end: { exitCode: number | null; reason: 'exit' | 'detached' }): void {
    if (!this.wrappers.on) return;
    this.ending = true;
    this.flush();
    this.emit({ kind: 'thread-end', ...end });
    this.wrappers.on = false;
    this.leaveTimer();
    this.leaveExit();
    this.patches.undoAll((error) => this.onFault('undo', error));
    this.runtime.patched();
    this.emitter.reportDropped(now());
    this.emitter.flush();
    this.emitter.close();
  }

  private flush(): void {
    this.operations.grantLooks();
    for (const listener of this.flushListeners) listener();
    this.emitter.reportDropped(now());
    this.emitter.flush();
  }

  private installProbe(probe: Probe): void {
    const host = this.hostFor(probe.name);
    try {
      const undo = probe.install(host);
      this.patches.defer(undo);
      if (probe.wrapsInstances && probe.rules && this.options.mode === 'attach') this.emit({ kind: 'not-observed', rules: probe.rules, why: UNWRAPPED });
    } catch (error) {
      this.onFault(probe.name, error);
      if (probe.rules) this.emit({ kind: 'not-observed', rules: probe.rules, why: `the agent could not watch this here: ${messageFor(error)}` });
    }
  }

  private hostFor(probe: string): AgentHost {
    const guard = <Args extends unknown[]>(work: (...args: Args) => void) => (...args: Args): void => {
      try {
        work(...args);
      } catch (error) {
        this.onFault(probe, error);
      }
    };
    const isEnding = (): boolean => this.ending;
    const origins = (): PromiseOrigins => (this.origins ??= new PromiseOrigins(this.hostFor('promise origins')));
    return {
      get ending() {
        return isEnding();
      },
      get origins() {
        return origins();
      },
      options: this.options,
      runtime: this.runtime,
      require: this.runtime.require,
      operations: this.operations,
      promises: this.promises,
      wasm: this.wasm,
      now,
      guard,
      emit: (event) => this.emit(event),
      callerFrames: (limit) => this.stacks.userFrames(limit),
      captureStack: (limit) => this.captureStack(limit),
      onExit: (listener) => void this.exitListeners.push(guard(listener)),
      onFlush: (listener) => void this.flushListeners.push(guard(listener)),
      patch: (owner, key, make) => this.patches.replace(owner, key, make),
      noteModuleSource: (bytes, path) => this.modules.noteSource(bytes, path),
    };
  }

  private captureStack(limit: number | undefined): StackId {
    try {
      return this.stacks.capture(limit);
    } catch (error) {
      this.onFault('stacks', error);
      return 0;
    }
  }

  private emit(event: AgentEvent): void {
    try {
      this.emitter.emit({ ...event, t: event.t ?? now() });
    } catch (error) {
      this.onFault('emit', error);
    }
  }

  /** Counted and told, a few times for each place; the service never sees it. */
  private onFault(where: string, error: unknown): void {
    const count = (this.faults.get(where) ?? 0) + 1;
    this.faults.set(where, count);
    if (where === 'emit' || count > TOLD_FAULTS) return this.emitter.countDropped(`errors in ${where}`);
    this.emit({ kind: 'not-observed', rules: [], why: `the agent failed in ${where}: ${messageFor(error)}` });
  }
}

const { timeOrigin } = performance;
const now = (): number => timeOrigin + performance.now();

function features(): string[] {
  const wasm = WebAssembly as object;
  return [...('promising' in wasm ? ['jspi'] : [])];
}
