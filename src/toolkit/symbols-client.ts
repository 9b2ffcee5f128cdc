import { Worker } from 'node:worker_threads';
import type { Disposable } from '../base/disposable';
import { LIMITS } from '../base/limits';
import { UserError, messageFor } from '../base/user-error';
import type { AnswerOf, ArgsOf, Question } from './module-questions';
import type { AskedModule, FromSymbolsWorker, ToSymbolsWorker } from './symbols-worker-wire';

export type { AskedModule } from './symbols-worker-wire';

export interface AskOptions {
  readonly signal?: AbortSignal;
  /** How much of the module's file has been read, from 0 to 1. */
  readonly onProgress?: (fraction: number) => void;
}

interface WorkerLimits {
  readonly heapMegabytes: number;
  /** After so long without a question the worker ends, and what it kept goes with it. */
  readonly idleMs: number;
}

interface Pending {
  readonly asked: Extract<ToSymbolsWorker, { kind: 'ask' }>;
  /** The worker is at it. */
  started: boolean;
  readonly onProgress: ((fraction: number) => void) | undefined;
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Asks of modules in a worker thread, which keeps what it read; the caller's thread is never held up. A question that
 * ends the worker (out of memory) fails alone: the others go to a new one. The worker starts with the first question.
 */
export class SymbolsClient implements Disposable {
  private worker: Worker | null = null;
  private readonly pending = new Map<number, Pending>();
  /** Questions that were cancelled and that the worker has not done with. */
  private readonly cancelled = new Set<number>();
  private lastId = 0;
  private disposed = false;
  private idle: NodeJS.Timeout | undefined;
  private readonly limits: WorkerLimits;

  /** `workerPath` is dist/worker.js. */
  constructor(
    private readonly workerPath: string,
    limits: Partial<WorkerLimits> = {},
  ) {
    this.limits = { ...LIMITS.symbolsWorker, ...limits };
  }

  /** Rejects with a UserError on what can't be read or answered, and with the signal's reason when it is cancelled. */
  ask<Name extends Question>(module: AskedModule, question: Name, args: ArgsOf<Name>, { signal, onProgress }: AskOptions = {}): Promise<AnswerOf<Name>> {
    if (signal?.aborted) return Promise.reject(reasonOf(signal));
    if (this.disposed) return Promise.reject(new UserError('modules are not read any more: the extension was deactivated'));
    if (this.pending.size >= LIMITS.symbolsWorker.pendingQuestions) return Promise.reject(new UserError('too many questions about modules at once: try again in a moment'));
    const id = ++this.lastId;
    return new Promise<AnswerOf<Name>>((resolve, reject) => {
      const cancel = (): void => this.cancel(id, reasonOf(signal!));
      const settle = <Value>(act: (value: Value) => void) => (value: Value): void => {
        signal?.removeEventListener('abort', cancel);
        this.pending.delete(id);
        if (this.pending.size === 0) this.rest();
        act(value);
      };
      this.pending.set(id, { asked: { kind: 'ask', id, module, question, args }, started: false, onProgress, resolve: settle(resolve as (answer: unknown) => void), reject: settle<Error>(reject) });
      signal?.addEventListener('abort', cancel, { once: true });
      this.post(this.pending.get(id)!.asked);
    });
  }

  dispose(): void {
    this.disposed = true;
    for (const { reject } of [...this.pending.values()]) reject(new UserError('the extension was deactivated'));
    this.end();
  }

  private rest(): void {
    this.worker?.unref();
    clearTimeout(this.idle);
    this.idle = setTimeout(() => this.end(), this.limits.idleMs).unref();
  }

  private post(message: ToSymbolsWorker): void {
    clearTimeout(this.idle);
    this.worker ??= this.start();
    this.worker.ref();
    this.worker.postMessage(message);
  }

  private start(): Worker {
    const worker = new Worker(this.workerPath, { name: 'wasmscope symbols', resourceLimits: { maxOldGenerationSizeMb: this.limits.heapMegabytes } });
    let why = 'the thread that reads modules ended by itself';
    worker.on('message', (message: FromSymbolsWorker) => {
      if (this.worker === worker) this.receive(message);
    });
    worker.on('error', (error: NodeJS.ErrnoException) => (why = error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'it takes more memory than there is' : messageFor(error)));
    worker.on('exit', () => {
      if (this.worker === worker) this.replace(why);
    });
    return worker;
  }

  private receive(message: FromSymbolsWorker): void {
    if (message.kind === 'answer' || message.kind === 'failure') this.cancelled.delete(message.id);
    if (message.kind === 'started' && this.cancelled.has(message.id)) this.endUnlessDone(message.id);
    const pending = this.pending.get(message.id);
    if (!pending) return;
    if (message.kind === 'started') pending.started = true;
    else if (message.kind === 'progress') pending.onProgress?.(message.fraction);
    else if (message.kind === 'answer') pending.resolve(message.answer);
    else pending.reject(message.stack === null ? new UserError(message.message) : Object.assign(new Error(message.message), { stack: message.stack }));
  }

  /** The caller is free at once; a worker that is still at the question after a while is ended. */
  private cancel(id: number, reason: Error): void {
    const { started, reject } = this.pending.get(id)!;
    this.post({ kind: 'cancel', id });
    reject(reason);
    this.cancelled.add(id);
    if (started) this.endUnlessDone(id);
  }

  private endUnlessDone(id: number): void {
    setTimeout(() => {
      if (this.cancelled.has(id)) this.replace(null);
    }, LIMITS.symbolsWorker.graceMs).unref();
  }

  /** The question that the worker was at has failed with it, for `why`; those that waited are asked again. */
  private replace(why: string | null): void {
    this.end();
    const waiting = [...this.pending.values()];
    const guilty = waiting.filter(({ started }) => started);
    // A worker that did not come to any question would not come to the next either.
    const failed = guilty.length > 0 || why === null ? guilty : waiting;
    for (const { asked, reject } of failed) reject(new UserError(`${asked.module.path} can't be read: ${why}`));
    for (const { asked } of this.pending.values()) this.post(asked);
  }

  private end(): void {
    clearTimeout(this.idle);
    const { worker } = this;
    this.worker = null;
    this.cancelled.clear();
    void worker?.terminate();
  }
}

function reasonOf(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new UserError('cancelled');
}
