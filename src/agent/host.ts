import { syncBuiltinESMExports } from 'node:module';
import { performance } from 'node:perf_hooks';
import type { InstanceId, StackId } from '../trace/event';
import { messageFor } from '../base/user-error';
import { Emitter } from './emitter';
import { followChildren } from './follow-children';
import { followRequests } from './http-requests';
import { ModuleRegistry } from './module-registry';
import { noteModuleFiles } from './module-files';
import { AsyncOperations } from './operations';
import { Patches } from './patches';
import type { AgentEvent, AgentHost, Probe } from './probe';
import { PROBES } from './probes';
import { PromiseHooks } from './promise-hooks';
import { PromiseOrigins } from './promise-origins';
import { Stacks } from './stacks';
import { WasmInterception } from './wasm-hooks';
import type { AgentFace, AgentOptions } from './wire';

/** How many errors of one probe are told; more say nothing new. */
const TOLD_FAULTS = 3;
const UNWRAPPED = 'calls of instances that were there before Wasmscope attached cannot be followed: launch the service under Wasmscope to see them';

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
  private readonly timer: NodeJS.Timeout;
  private ending = false;
  private origins: PromiseOrigins | undefined;
  /** Node's own listener sets exit code 13 for an unsettled main module: ours has to come after it. */
  private readonly onBeforeExit = (): void => void process.off('exit', this.onExit).on('exit', this.onExit);
  private readonly onExit = (exitCode: number): void => this.end({ exitCode: Number(process.exitCode ?? exitCode), reason: 'exit' });

  constructor(
    private readonly require: NodeJS.Require,
    private readonly options: AgentOptions,
    /** File that the agent was loaded from; null when it was given as text. */
    bundlePath: string | null,
  ) {
    this.emitter = new Emitter(options.spoolDir);
    this.emit({ kind: 'thread-start', mode: options.mode, ppid: process.ppid, nodeVersion: process.version, argv: process.argv, cwd: process.cwd(), features: features() });
    this.modules = new ModuleRegistry(options, (event) => this.emitter.emit(event), now);
    this.stacks = new Stacks(this.modules, (id, frames) => this.emit({ kind: 'stack', id, frames }), () => this.emitter.countDropped('stack'));
    const onFault = (error: unknown): void => this.onFault('operations', error);
    this.promises = new PromiseHooks(this.patches, (own, limit) => this.stacks.framesBelow(own, limit), onFault);
    this.operations = new AsyncOperations({ patches: this.patches, promises: this.promises, now, onFault });
    followRequests(this.operations, this.patches, ({ startedAt, ...end }) => this.emit({ kind: 'request', ...end, durationMs: now() - startedAt }), onFault);
    noteModuleFiles(this.modules, this.patches);
    if (bundlePath !== null) followChildren(options, bundlePath, this.patches);
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
    for (const probe of PROBES) if (!options.without.includes(probe.name)) this.installProbe(probe);
    syncBuiltinESMExports();
    this.timer = setInterval(() => this.flush(), options.flushMs);
    this.timer.unref();
    process.on('exit', this.onExit);
    process.on('beforeExit', this.onBeforeExit);
  }

  drain(): string {
    return this.emitter.drain();
  }

  uninstall(): void {
    this.end({ exitCode: null, reason: 'detached' });
  }

  private end(end: { exitCode: number | null; reason: 'exit' | 'detached' }): void {
    if (!this.wrappers.on) return;
    this.ending = true;
    this.flush();
    this.emit({ kind: 'thread-end', ...end });
    this.wrappers.on = false;
    clearInterval(this.timer);
    process.off('exit', this.onExit);
    process.off('beforeExit', this.onBeforeExit);
    this.patches.undoAll((error) => this.onFault('undo', error));
    syncBuiltinESMExports();
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
      require: this.require,
      operations: this.operations,
      promises: this.promises,
      wasm: this.wasm,
      now,
      guard,
      emit: (event) => this.emit(event),
      callerFrames: (limit) => this.stacks.userFrames(limit),
      captureStack: (limit) => this.captureStack(limit),
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

const now = (): number => performance.timeOrigin + performance.now();

function features(): string[] {
  const wasm = WebAssembly as object;
  return [...('promising' in wasm ? ['jspi'] : [])];
}
