import type { Definition, PromiseOrigin } from '../trace/async-events';
import type { StackId } from '../trace/event';
import type { AgentHost } from './probe';
import { isAsyncifyControl } from './interleaving/asyncify-control';
import type { FailedCall, Origin, Origins } from './origins';
import { BY_FUNCTION } from './promise-hooks';
import { scriptPath } from './stacks';
import type { V8Frame } from './v8-frame';

/** Stacks of the first promises of an async function are taken before it is known to call exports. */
const SURE_STACKS = 8;
const STACK_FRAMES = 12;
const CALLER_FRAMES = 12;
/** Promises whose maker is looked at between two flushes (some 4 µs each). */
const LOOKS = 500;
/** Calls of an export whose stacks are looked at for async functions; later the powers of two, and one in so many. */
const SURE_CALLS = 16;
const CALLS_EVERY = 4_096;

interface AsyncFunction {
  readonly definedAt: Definition;
  /** An export that it, or what it calls, has called. */
  call: string | null;
  entered: number;
}

interface Stretch {
  executor: Promise<unknown> | null;
  call: string | null;
  /** An Asyncify call has left without being done; a promise that says when it is ought to follow. */
  unwound: { readonly call: string; readonly stack: StackId } | null;
}

/**
 * Which promises have to do with calls into Wasm: those that exports give, those of async functions that call exports,
 * and those made by an executor right before or after an export call.
 */
export class PromiseOrigins implements Origins {
  private readonly origins = new WeakMap<Promise<unknown>, Origin>();
  /** What a first reaction to an origin gave: it fails as the origin does. */
  private readonly derived = new WeakMap<Promise<unknown>, Origin>();
  /** Errors that calls failed with, and where. */
  private readonly failures = new WeakMap<object, FailedCall>();
  private readonly functions = new Map<string, AsyncFunction>();
  private readonly listeners: ((origin: Origin) => void)[] = [];
  private readonly unawaitedListeners: ((call: { readonly call: string; readonly stack: StackId }) => void)[] = [];
  private readonly linkListeners: ((origin: Origin) => void)[] = [];
  /** What happened in this synchronous stretch, to tie an executor to the call beside it. */
  private stretch: Stretch | null = null;
  private looks = LOOKS;
  /** Origins that nobody has reacted to. */
  private unreacted = 0;
  private depth = 0;
  private importsOpen = 0;
  private rewinds = false;
  private resumes = false;

  constructor(private readonly host: AgentHost) {
    host.onFlush(() => (this.looks = LOOKS));
    let hasInstances = false;
    host.wasm.onInstance(() => (hasInstances = true));
    host.promises.onInit((promise, parent) => {
      if (!hasInstances) return;
      if (parent === undefined) this.onMade(promise);
      else this.onReaction(promise, parent);
    });
    host.wasm.onExportCall(({ name }) =>
      isAsyncifyControl(name)
        ? { enter: () => this.onAsyncify(name) }
        : {
            enter: this.callHook(name),
            leave: (result) => {
              this.depth--;
              this.onExportResult(name, result);
            },
            fail: (error) => {
              this.depth--;
              this.onFailure(name, error);
            },
          },
    );
    host.wasm.onImportCall(({ name }) => ({
      enter: () => void this.importsOpen++,
      leave: (result) => {
        this.importsOpen--;
        this.onImportResult(name, result);
      },
      fail: () => void this.importsOpen--,
    }));
  }

  of(promise: Promise<unknown>): Origin | undefined {
    return this.origins.get(promise);
  }

  ofRejected(promise: Promise<unknown>, reason: unknown): FailedCall | undefined {
    return this.origins.get(promise) ?? this.derived.get(promise) ?? (typeof reason === 'object' && reason !== null ? this.failures.get(reason) : undefined);
  }

  onOrigin(listener: (origin: Origin) => void): void {
    this.listeners.push(listener);
  }

  onLinked(listener: (origin: Origin) => void): void {
    this.linkListeners.push(listener);
  }

  onUnawaited(listener: (call: { readonly call: string; readonly stack: StackId }) => void): void {
    this.unawaitedListeners.push(listener);
  }

  callOf(origin: Pick<Origin, 'call' | 'definedAt'>): string | null {
    return origin.call ?? (origin.definedAt ? (this.functions.get(keyOf(origin.definedAt))?.call ?? null) : null);
  }

  private onMade(promise: Promise<unknown>): void {
    // In a call but in no import: the promise of a suspended call (JSPI) itself, told when the call leaves.
    if (this.depth > this.importsOpen) return;
    // A suspended call waits for its promise: not to look would take it for forgotten.
    if (this.looks-- <= 0 && !this.stretch?.unwound) return;
    const { by, frame } = this.host.promises.making() ?? {};
    if (!frame) return;
    if (by === BY_FUNCTION) this.onAsyncEntry(promise, frame);
    else if (by === 'Promise') this.onExecutor(promise, frame);
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
    else this.tie(promise, stretch, maker);
  }

  private tie(promise: Promise<unknown>, stretch: Stretch, maker?: V8Frame): void {
    const { unwound } = stretch;
    const call = unwound?.call ?? stretch.call!;
    stretch.executor = null;
    stretch.unwound = null;
    if (!this.origins.has(promise)) this.linked(this.add(promise, unwound ? 'export' : 'executor', call, call, null, (unwound && maker?.getScriptNameOrSourceURL()) ?? null));
  }

  /** Looks now and then which async functions the calls come from. */
  private callHook(name: string): () => void {
    let count = 0;
    return () => {
      this.onExportCall(name);
      if (++count > SURE_CALLS && count % CALLS_EVERY !== 0 && (count & (count - 1)) !== 0) return;
      for (const frame of this.host.callerFrames(CALLER_FRAMES)) {
        const known = this.functions.get(keyOf(definitionOf(frame)));
        if (known) known.call ??= name;
      }
    };
  }

  private onExportCall(name: string): void {
    const stretch = this.currentStretch();
    if (this.depth++ > 0) return;
    stretch.call = name;
    this.resumes = this.rewinds;
    this.rewinds = false;
    if (stretch.executor) this.tie(stretch.executor, stretch);
  }

  /** A call that is suspended for the first time owes its caller a promise; one that is resumed has given it. */
  private onAsyncify(name: string): void {
    if (name === 'asyncify_start_rewind') this.rewinds = true;
    const stretch = this.currentStretch();
    if (name === 'asyncify_start_unwind' && stretch.call !== null && !this.resumes) stretch.unwound = { call: stretch.call, stack: this.host.captureStack() };
  }

  private onFailure(name: string, error: unknown): void {
    if (typeof error !== 'object' || error === null || this.failures.has(error)) return;
    const { host } = this;
    const operation = host.operations.current();
    this.failures.set(error, { name, call: name, definedAt: null, stack: host.captureStack(STACK_FRAMES), operation, root: host.operations.rootOf(operation) });
  }

  private onExportResult(name: string, result: unknown): void {
    if (result instanceof Promise && !this.origins.has(result)) this.linked(this.add(result, 'export', name, name, null));
  }

  private onImportResult(name: string, result: unknown): void {
    if (result instanceof Promise && !this.origins.has(result)) this.linked(this.add(result, 'import', name, name, null));
  }

  /** Glue that passes a call's promise on through `then` passes on the duty to await it. */
  private handOn(promise: Promise<unknown>, { name, call, glue }: Origin): void {
    const { by, frame } = this.host.promises.making() ?? {};
    if (by === 'then' && frame?.getScriptNameOrSourceURL() === glue) this.add(promise, 'export', name, call, null, glue);
  }

  private onReaction(promise: Promise<unknown>, parent: Promise<unknown>): void {
    if (this.stretch?.executor === parent) this.stretch.executor = null;
    const origin = this.unreacted > 0 ? this.origins.get(parent) : undefined;
    if (origin && !origin.reacted) {
      if (origin.glue !== null && this.stretch?.call === origin.call) this.handOn(promise, origin);
      origin.reacted = true;
      this.unreacted--;
      this.derived.set(promise, origin);
    }
  }

  private add(promise: Promise<unknown>, kind: PromiseOrigin, name: string, call: string | null, definedAt: Definition | null, glue: string | null = null): Origin {
    const { host } = this;
    const operation = host.operations.current();
    const origin: Origin = { kind, name, stack: host.captureStack(STACK_FRAMES), operation, root: host.operations.rootOf(operation), inRequest: host.operations.isRequest(operation), madeAt: host.now(), call, definedAt, glue, reacted: false, endedResponse: false, settledAt: null, promise: new WeakRef(promise) };
    this.origins.set(promise, origin);
    this.unreacted++;
    host.promises.whenSettled(promise, () => (origin.settledAt = host.now()));
    for (const listener of this.listeners) listener(origin);
    return origin;
  }

  private linked(origin: Origin): void {
    for (const listener of this.linkListeners) listener(origin);
  }

  private currentStretch(): Stretch {
    if (this.stretch) return this.stretch;
    const stretch: Stretch = { executor: null, call: null, unwound: null };
    queueMicrotask(() => {
      if (this.stretch === stretch) this.stretch = null;
      if (stretch.unwound) for (const listener of this.unawaitedListeners) listener(stretch.unwound);
    });
    return (this.stretch = stretch);
  }
}

export function keyOf({ file, line, column }: Definition): string {
  return `${file}:${line}:${column}`;
}

/** Where the function of a frame begins. */
export function definitionOf(frame: V8Frame): Definition {
  return { file: scriptPath(frame.getScriptNameOrSourceURL() ?? ''), line: frame.getEnclosingLineNumber(), column: frame.getEnclosingColumnNumber(), function: frame.getFunctionName() };
}
