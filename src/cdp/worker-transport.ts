import { DisposableStack, type Disposable } from '../base/disposable';
import { Emitter } from '../base/events';
import type { CdpSession } from './connection';
import type { Transport } from './transport';

/** A worker thread's session, carried inside the main thread's (domain NodeWorker). */
export class WorkerTransport implements Transport {
  private readonly events = new Emitter<{ message: string; close: string }>();
  private readonly cleanup = new DisposableStack();

  constructor(
    private readonly parent: CdpSession,
    private readonly sessionId: string,
  ) {
    this.cleanup.use(
      parent.on('NodeWorker.receivedMessageFromWorker', ({ sessionId: from, message }) => {
        if (from === sessionId) this.events.emit('message', message);
      }),
    );
    this.cleanup.use(
      parent.on('NodeWorker.detachedFromWorker', ({ sessionId: from }) => {
        if (from === sessionId) this.end('the worker has ended');
      }),
    );
    this.cleanup.use(parent.onClose((why) => this.end(why)));
  }

  send(text: string): void {
    // A worker that is gone answers nothing here; its end comes as an event of its own.
    this.parent.send('NodeWorker.sendMessageToWorker', { sessionId: this.sessionId, message: text }).catch(() => undefined);
  }

  onMessage(listener: (text: string) => void): Disposable {
    return this.events.on('message', listener);
  }

  onClose(listener: (why: string) => void): Disposable {
    return this.events.on('close', listener);
  }

  async close(): Promise<void> {
    await this.parent.send('NodeWorker.detach', { sessionId: this.sessionId }).catch(() => undefined);
    this.end('the connection was closed');
  }

  private end(why: string): void {
    this.cleanup.dispose();
    this.events.emit('close', why);
  }
}
