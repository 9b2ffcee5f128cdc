import type { Definition, PromiseOrigin } from '../trace/async-events';
import type { StackId } from '../trace/event';
import type { AgentHost } from './probe';
import { isBuiltIn, scriptPath, type V8Frame } from './stacks';

/** A promise that a call has to do with, from its making on. */
export interface Origin {
  readonly kind: PromiseOrigin;
  /** The async function, or the export or import that gave the promise. */
  readonly name: string;
  readonly stack: StackId;
  readonly operation: number;
  /** The request that it is part of, or its operation. */
  readonly root: number;
  readonly inRequest: boolean;
  readonly madeAt: number;
  /** The export or import whose call belongs to it; null for an async function that was not seen calling yet. */
  readonly call: string | null;
  readonly definedAt: Definition | null;
  reacted: boolean;
  /** Its function, or what that called, ended the response of its request. */
  endedResponse: boolean;
  settledAt: number | null;
  readonly promise: WeakRef<Promise<unknown>>;
}

/** Stacks of the first promises of an async function are taken before it is known to call exports. */
const SURE_STACKS = 8;
const STACK_FRAMES = 12;
const CALLER_FRAMES = 12;
/** Calls of an export whose stacks are looked at for async functions; later one in so many. */
const SURE_CALLS = 16;
const CALLS_EVERY = 64;

interface AsyncFunction {
  readonly definedAt: Definition;
  /** An export that it, or what it calls, has called. */
  call: string | null;
  entered: number;
}

interface Stretch {
  executor: Promise<unknown> | null;
  call: string | null;
}

/**
 * Which promises have to do with calls into Wasm: those that exports give, those of async functions that call exports,
 * and those made by an executor right before or after an export call.
 */
export class PromiseOrigins {
  private readonly origins = new WeakMap<Promise<unknown>, Origin>();
  private readonly functions = new Map<string, AsyncFunction>();
  private readonly calls = new Map<string, number>();
  private readonly listeners: ((origin: Origin) => void)[] = [];
  private readonly linkListeners: ((origin: Origin) => void)[] = [];
  /** What happened in this synchronous stretch, to tie an executor to the call beside it. */
  private stretch: Stretch | null = null;

  constructor(private readonly host: AgentHost) {
    let hasInstances = false;
    host.wasm.onInstance(() => (hasInstances = true));
    host.promises.onInit((promise, parent) => {
      if (!hasInstances) return;
      if (parent === undefined) this.onMade(promise);
      else this.onReaction(parent);
    });
    host.wasm.onExportCall(({ name }) => ({ enter: () => this.onExportCall(name), leave: (result) => this.onExportResult(name, result) }));
    host.wasm.onImportCall(({ name }) => ({ leave: (result) => this.onImportResult(name, result) }));
  }

  of(promise: Promise<unknown>): Origin | undefined {
    return this.origins.get(promise);
  }

  /** Told of each origin when it is made; its `call` may become known later. */
  onOrigin(listener: (origin: Origin) => void): void {
    this.listeners.push(listener);
  }

  /** Told when an origin is tied to an export call. */
  onLinked(listener: (origin: Origin) => void): void {
    this.linkListeners.push(listener);
  }

  /** Whether promises of this origin have to do with calls: known of async functions only once one was seen calling. */
  callOf(origin: Origin): string | null {
    return origin.call ?? (origin.definedAt ? (this.functions.get(keyOf(origin.definedAt))?.call ?? null) : null);
  }

  private onMade(promise: Promise<unknown>): void {
    const [innermost, maker] = this.host.callerFrames(2);
    if (!innermost) return;
    if (!isBuiltIn(innermost)) this.onAsyncEntry(promise, innermost);
    else if (maker && innermost.getFunctionName() === 'Promise') this.onExecutor(promise, maker);
  }

  private onAsyncEntry(promise: Promise<unknown>, frame: V8Frame): void {
    const definedAt = definitionOf(frame);
    if (definedAt.file.startsWith('node:')) return;
    const key = keyOf(definedAt);
    let known = this.functions.get(key);
    if (!known) this.functions.set(key, (known = { definedAt, call: null, entered: 0 }));
    known.entered++;
    if (known.call === null && known.entered > SURE_STACKS) return;
    this.add(promise, 'async-function', definedAt.function ?? '(anonymous)', known.call, definedAt);
  }

  /** Cheap until a call is tied to it: programs make many promises that have nothing to do with Wasm. */
  private onExecutor(promise: Promise<unknown>, maker: V8Frame): void {
    if ((maker.getScriptNameOrSourceURL() ?? '').startsWith('node:')) return;
    const stretch = this.currentStretch();
    if (stretch.call === null) stretch.executor = promise;
    else this.tie(promise, stretch);
  }

  /** One executor and one call tie one another; the next pair begins anew. */
  private tie(promise: Promise<unknown>, stretch: Stretch): void {
    const call = stretch.call!;
    stretch.executor = stretch.call = null;
    if (!this.origins.has(promise)) this.linked(this.add(promise, 'executor', call, call, null));
  }

  private onExportCall(name: string): void {
    const stretch = this.currentStretch();
    stretch.call = name;
    if (stretch.executor) this.tie(stretch.executor, stretch);
    const count = (this.calls.get(name) ?? 0) + 1;
    this.calls.set(name, count);
    if (count > SURE_CALLS && count % CALLS_EVERY !== 0) return;
    for (const frame of this.host.callerFrames(CALLER_FRAMES)) {
      const known = this.functions.get(keyOf(definitionOf(frame)));
      if (known) known.call ??= name;
    }
  }

  private onExportResult(name: string, result: unknown): void {
    if (result instanceof Promise && !this.origins.has(result)) this.linked(this.add(result, 'export', name, name, null));
  }

  private onImportResult(name: string, result: unknown): void {
    if (result instanceof Promise && !this.origins.has(result)) this.linked(this.add(result, 'import', name, name, null));
  }

  private onReaction(parent: Promise<unknown>): void {
    const origin = this.origins.get(parent);
    if (origin) origin.reacted = true;
    else if (this.stretch?.executor === parent) this.stretch.executor = null;
  }

  private add(promise: Promise<unknown>, kind: PromiseOrigin, name: string, call: string | null, definedAt: Definition | null): Origin {
    const { host } = this;
    const operation = host.operations.current();
    const origin: Origin = { kind, name, stack: host.captureStack(STACK_FRAMES), operation, root: host.operations.rootOf(operation), inRequest: host.operations.isRequest(operation), madeAt: host.now(), call, definedAt, reacted: false, endedResponse: false, settledAt: null, promise: new WeakRef(promise) };
    this.origins.set(promise, origin);
    host.promises.whenSettled(promise, () => (origin.settledAt = host.now()));
    for (const listener of this.listeners) listener(origin);
    return origin;
  }

  private linked(origin: Origin): void {
    for (const listener of this.linkListeners) listener(origin);
  }

  private currentStretch(): Stretch {
    if (this.stretch) return this.stretch;
    queueMicrotask(() => (this.stretch = null));
    return (this.stretch = { executor: null, call: null });
  }
}

export function keyOf({ file, line, column }: Definition): string {
  return `${file}:${line}:${column}`;
}

/** Where the function of a frame begins. */
export function definitionOf(frame: V8Frame): Definition {
  return { file: scriptPath(frame.getScriptNameOrSourceURL() ?? ''), line: frame.getEnclosingLineNumber(), column: frame.getEnclosingColumnNumber(), function: frame.getFunctionName() };
}
