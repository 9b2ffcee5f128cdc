import type { PageQuestion, PageQuestions, ToModulePage } from '../../module-page-wire';
import { host } from '../host';

interface Pending {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Asks the editor, which asks the thread that reads modules. */
export class Asker {
  private readonly pending = new Map<number, Pending>();
  private lastId = 0;

  /** Without an answer when `signal` is aborted: the question is taken back. */
  ask<Name extends PageQuestion>(question: Name, args: PageQuestions[Name]['args'], signal?: AbortSignal): Promise<PageQuestions[Name]['answer']> {
    const id = ++this.lastId;
    return new Promise((resolve, reject) => {
      this.pending.set(id, { resolve: resolve as (answer: unknown) => void, reject });
      signal?.addEventListener('abort', () => {
        if (this.pending.delete(id)) host.postMessage({ kind: 'cancel', id });
      });
      host.postMessage({ kind: 'ask', id, question, args });
    });
  }

  receive(message: Extract<ToModulePage, { id: number }>): void {
    const pending = this.pending.get(message.id);
    this.pending.delete(message.id);
    if (message.kind === 'answer') pending?.resolve(message.answer);
    else pending?.reject(new Error(message.message));
  }
}
