import type { Disposable } from '../base/disposable';
import { Emitter } from '../base/events';
import { LIMITS } from '../base/limits';
import { CdpError, type CdpCommand, type CdpEvent, type CdpParams, type CdpPayload, type CdpResult, type CdpSession } from './connection';
import type { Transport } from './transport';

interface Pending {
  readonly method: string;
  readonly timer: NodeJS.Timeout;
  resolve(result: unknown): void;
  reject(error: CdpError): void;
}

interface IncomingMessage {
  readonly id?: number;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string };
  readonly method?: string;
  readonly params?: unknown;
}

/** Commands and events as JSON over any transport. */
export class JsonSession implements CdpSession {
  private readonly events = new Emitter<Record<string, unknown>>();
  private readonly closing = new Emitter<{ close: string }>();
  private readonly pending = new Map<number, Pending>();
  private lastId = 0;
  private closedBecause: string | undefined;

  constructor(private readonly transport: Transport) {
    transport.onMessage((text) => this.receive(text));
    transport.onClose((why) => this.end(why));
  }

  get closed(): boolean {
    return this.closedBecause !== undefined;
  }

  send<Name extends CdpCommand>(method: Name, ...params: CdpParams<Name>): Promise<CdpResult<Name>> {
    if (this.closedBecause !== undefined) return Promise.reject(gone(method, this.closedBecause));
    const id = ++this.lastId;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.pending.delete(id);
        reject(new CdpError(method, null, `the target did not answer ${method} within ${LIMITS.cdp.requestMs / 1000} s`));
      }, LIMITS.cdp.requestMs).unref();
      this.pending.set(id, { method, timer, resolve: resolve, reject });
      this.transport.send(JSON.stringify({ id, method, params: params[0] ?? {} }));
    });
  }

  on<Name extends CdpEvent>(event: Name, listener: (payload: CdpPayload<Name>) => void): Disposable {
    return this.events.on(event, listener as (payload: unknown) => void);
  }

  onClose(listener: (why: string) => void): Disposable {
    return this.closing.on('close', listener);
  }

  async close(): Promise<void> {
    await this.transport.close();
    this.end('the connection was closed');
  }

  private receive(text: string): void {
    const message = JSON.parse(text) as IncomingMessage;
    if (message.method !== undefined) return this.events.emit(message.method, message.params);
    const pending = this.pending.get(message.id ?? -1);
    if (!pending) return;
    this.pending.delete(message.id!);
    clearTimeout(pending.timer);
    if (message.error) pending.reject(new CdpError(pending.method, message.error.code, message.error.message));
    else pending.resolve(message.result);
  }

  private end(why: string): void {
    if (this.closedBecause !== undefined) return;
    this.closedBecause = why;
    for (const pending of this.pending.values()) {
      clearTimeout(pending.timer);
      pending.reject(gone(pending.method, why));
    }
    this.pending.clear();
    this.closing.emit('close', why);
  }
}

function gone(method: string, why: string): CdpError {
  return new CdpError(method, null, `the target is gone (${why}), so ${method} has no answer`);
}
