import { ServerResponse } from 'node:http';
import { syncBuiltinESMExports } from 'node:module';
import { Server } from 'node:net';
import { setImmediate, setInterval, setTimeout } from 'node:timers';
import type * as V8 from 'node:v8';
import type * as Vm from 'node:vm';
import { MessagePort, Worker, isMainThread } from 'node:worker_threads';
import { CompiledScripts } from './compiled-scripts';
import { followChildren } from './follow-children';
import type { AgentCore, AgentRuntime } from './host';
import { followRequests } from './http-requests';
import { noteModuleFiles } from './module-files';
import { NodeAsyncContext } from './node-async-context';
import { NodeModuleKeeper } from './node-module-keeper';
import { NodePromises } from './node-promises';
import { NodeVitals } from './node-vitals';
import type { Operation } from './operations';
import { Patches } from './patches';
import { PROBES } from './probes';
import type { ProcessVitals, ScriptPlace } from './runtime';
import { spoolIn } from './spool-file';
import type { AgentOptions } from './wire';

/** A thread of Node, preloaded on launch or injected through the inspector. */
export class NodeRuntime extends NodeModuleKeeper implements AgentRuntime {
  readonly kind = 'node';
  readonly isMainThread = isMainThread;
  readonly messageSenders = [Worker.prototype, MessagePort.prototype];
  readonly probes = PROBES;
  readonly thread = { ppid: process.ppid, nodeVersion: process.version, argv: process.argv, cwd: process.cwd() };
  readonly lines;
  readonly cpuMs = (): number => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1_000;
  };

  private scripts: CompiledScripts | undefined;

  constructor(
    readonly require: NodeJS.Require,
    private readonly options: AgentOptions,
    /** File that the agent was loaded from; null when it was given as text. */
    private readonly bundlePath: string | null,
  ) {
    super(options.spoolDir);
    this.lines = spoolIn(options.spoolDir);
  }

  asyncTracking(patches: Patches): { promises: NodePromises; context: NodeAsyncContext<Operation> } {
    return { promises: new NodePromises(patches), context: new NodeAsyncContext<Operation>() };
  }

  follow({ operations, patches, modules, emit, now, onFault }: AgentCore): void {
    followRequests(operations, patches, ({ startedAt, ...end }) => emit({ kind: 'request', ...end, durationMs: now() - startedAt }), onFault);
    patches.replace(globalThis, 'setInterval', (original) => function (this: unknown, ...args: unknown[]) {
      return operations.outside(() => Reflect.apply(original, this, args) as NodeJS.Timeout);
    });
    patches.replace(Server.prototype, 'listen', (original) => function (this: unknown, ...args: unknown[]) {
      return operations.outside(() => Reflect.apply(original, this, args) as Server);
    } as typeof original);
    noteModuleFiles(modules, patches);
    this.scripts = new CompiledScripts(patches);
    if (this.bundlePath !== null) followChildren(this.options, this.bundlePath, patches);
  }

  patched(): void {
    syncBuiltinESMExports();
  }

  nextTurn(work: () => void): void {
    setImmediate(work).unref();
  }

  after(delayMs: number, work: () => void): void {
    setTimeout(work, delayMs).unref();
  }

  every(periodMs: number, work: () => void): () => void {
    const timer = setInterval(work, periodMs).unref();
    return () => clearInterval(timer);
  }

  /**
   * Node's own listener sets exit code 13 for an unsettled main module: ours has to come after it. Where the program's
   * listener for errors throws in turn, Node ends without telling 'exit'.
   */
  onExit(soon: () => void, end: (exitCode: number | null) => void, onError: () => void): () => void {
    const onExit = (exitCode: number): void => end(Number(process.exitCode ?? exitCode));
    const onBeforeExit = (): void => void process.off('exit', onExit).on('exit', onExit);
    process.prependListener('exit', soon);
    process.on('exit', onExit);
    process.on('beforeExit', onBeforeExit);
    process.on('uncaughtExceptionMonitor', onError);
    return () => void process.off('exit', soon).off('exit', onExit).off('beforeExit', onBeforeExit).off('uncaughtExceptionMonitor', onError);
  }

  onUnhandledRejection(listener: (reason: unknown, promise: unknown) => void): () => void {
    return replaced(process, 'emit', (emit) => function (this: NodeJS.Process, ...args: unknown[]) {
      if (args[0] === 'unhandledRejection') listener(args[1], args[2]);
      return Reflect.apply(emit, this, args) as never;
    } as typeof emit);
  }

  writtenAt(place: ScriptPlace): ScriptPlace {
    return this.scripts?.writtenAt(place) ?? place;
  }

  onAnswer(listener: () => void): () => void {
    return replaced(ServerResponse.prototype, 'end', (end) => function (this: ServerResponse, ...args: unknown[]) {
      listener();
      return Reflect.apply(end, this, args) as ServerResponse;
    } as typeof end);
  }

  startVitals(): ProcessVitals {
    return new NodeVitals();
  }

  heapUsedBytes(): number {
    return process.memoryUsage().heapUsed;
  }

  /**
   * V8 gives `gc` to contexts made while the flag is set; the program's own are as before. What weak references led to in
   * this turn would be kept until it ends (ECMA-262, KeepDuringJob): a context with microtasks of its own ends it for V8.
   */
  readonly collectGarbage = (): void => {
    const { setFlagsFromString } = this.require('node:v8') as typeof V8;
    const { runInNewContext } = this.require('node:vm') as typeof Vm;
    runInNewContext('Promise.resolve().then()', {}, { microtaskMode: 'afterEvaluate' });
    setFlagsFromString('--expose-gc');
    runInNewContext('gc()');
    setFlagsFromString('--no-expose-gc');
  };
}

function replaced<Owner extends object, Key extends keyof Owner>(owner: Owner, key: Key, make: (original: Owner[Key]) => Owner[Key]): () => void {
  const patches = new Patches();
  patches.replace(owner, key, make);
  return () => patches.undoAll(() => undefined);
}
