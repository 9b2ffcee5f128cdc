/** The thread that reads modules for an editor, whose own thread must not be held up: dist/worker.js. */
import { parentPort, type MessagePort } from 'node:worker_threads';
import { messageFor, UserError } from '../base/user-error';
import { answer } from './module-questions';
import { SymbolStore } from './symbol-store';
import type { FromSymbolsWorker, ToSymbolsWorker } from './symbols-worker-wire';

type Asked = Extract<ToSymbolsWorker, { kind: 'ask' }>;

const PROGRESS_STEP = 0.01;

class SymbolsWorker {
  private readonly store = new SymbolStore();
  private readonly cancelling = new Map<number, AbortController>();
  private last: Promise<void> = Promise.resolve();

  constructor(private readonly port: MessagePort) {
    port.on('message', (message: ToSymbolsWorker) => {
      if (message.kind === 'cancel') this.cancelling.get(message.id)?.abort(new UserError('cancelled'));
      else this.enqueue(message);
    });
  }

  private enqueue(asked: Asked): void {
    const controller = new AbortController();
    this.cancelling.set(asked.id, controller);
    this.last = this.last.then(() => this.answer(asked, controller.signal)).finally(() => this.cancelling.delete(asked.id));
  }

  private async answer({ id, module, question, args }: Asked, signal: AbortSignal): Promise<void> {
    this.send({ kind: 'started', id });
    try {
      signal.throwIfAborted();
      const symbols = await this.store.openFile(module.path, module, { signal, onProgress: this.progressOf(id) });
      signal.throwIfAborted();
      this.send({ kind: 'answer', id, answer: answer(symbols, question, args as never, module.path) });
    } catch (error) {
      this.send({ kind: 'failure', id, message: messageFor(error), stack: error instanceof UserError ? null : ((error as Error).stack ?? null) });
    }
  }

  private progressOf(id: number): (fraction: number) => void {
    let told = 0;
    return (fraction) => {
      if (fraction - told < PROGRESS_STEP) return;
      told = fraction;
      this.send({ kind: 'progress', id, fraction });
    };
  }

  private send(message: FromSymbolsWorker): void {
    this.port.postMessage(message);
  }
}

if (parentPort) new SymbolsWorker(parentPort);
