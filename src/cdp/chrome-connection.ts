import CDP, { type Client } from 'chrome-remote-interface';
import type { Disposable } from '../base/disposable';
import { Emitter } from '../base/events';
import { LIMITS } from '../base/limits';
import { UserError, messageFor } from '../base/user-error';
import { CdpError, type CdpCommand, type CdpEvent, type CdpParams, type CdpPayload, type CdpResult, type CdpSession } from './connection';

/** Nothing here asks for the methods that the package would make of a description, so it need not fetch one: it is a megabyte. */
const NO_DESCRIPTION = { version: { major: '1', minor: '3' }, domains: [] };

/** One socket to a browser, with a session for each of its targets (CDP Target, flattened). */
export class ChromeConnection {
  readonly browser: CdpSession;
  private readonly sessions = new Map<string | undefined, ChromeSession>();

  private constructor(private readonly client: Client) {
    this.browser = this.sessionOf(undefined);
    client.on('event', ({ method, params, sessionId }) => {
      if (method === 'Target.detachedFromTarget') this.end((params as { sessionId: string }).sessionId, 'it has ended');
      this.sessions.get(sessionId)?.receive(method, params);
    });
    client.on('disconnect', () => this.endAll('the browser is gone'));
  }

  /** UserError where the browser can't be reached. */
  static async open(webSocketUrl: string): Promise<ChromeConnection> {
    const opening = CDP({ target: webSocketUrl, protocol: NO_DESCRIPTION });
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => (timer = setTimeout(() => reject(new Error(`no answer within ${LIMITS.cdp.connectMs / 1000} s`)), LIMITS.cdp.connectMs)));
    try {
      return new ChromeConnection(await Promise.race([opening, late]));
    } catch (error) {
      void opening.then((client) => client.close()).catch(() => undefined);
      throw new UserError(`cannot connect to the browser at ${new URL(webSocketUrl).host}: ${messageFor(error)}`);
    } finally {
      clearTimeout(timer);
    }
  }

  /** The session of a target that was attached to, by the id that CDP gave it. */
  session(sessionId: string): CdpSession {
    return this.sessionOf(sessionId);
  }

  async close(): Promise<void> {
    this.endAll('the connection was closed');
    await this.client.close();
  }

  private sessionOf(sessionId: string | undefined): ChromeSession {
    const known = this.sessions.get(sessionId);
    if (known) return known;
    const close = (): Promise<void> => (sessionId === undefined ? this.close() : this.detach(sessionId));
    const session = new ChromeSession(this.client, sessionId, close);
    this.sessions.set(sessionId, session);
    return session;
  }

  private async detach(sessionId: string): Promise<void> {
    await this.browser.send('Target.detachFromTarget', { sessionId }).catch(() => undefined);
    this.end(sessionId, 'the connection was closed');
  }

  private end(sessionId: string | undefined, why: string): void {
    this.sessions.get(sessionId)?.end(why);
    this.sessions.delete(sessionId);
  }

  private endAll(why: string): void {
    for (const sessionId of [...this.sessions.keys()]) this.end(sessionId, why);
  }
}

class ChromeSession implements CdpSession {
  private readonly events = new Emitter<Record<string, unknown>>();
  private readonly closing = new Emitter<{ close: string }>();
  private readonly pending = new Set<(why: string) => void>();
  private closedBecause: string | undefined;

  constructor(
    private readonly client: Client,
    private readonly sessionId: string | undefined,
    readonly close: () => Promise<void>,
  ) {}

  get closed(): boolean {
    return this.closedBecause !== undefined;
  }

  send<Name extends CdpCommand>(method: Name, ...params: CdpParams<Name>): Promise<CdpResult<Name>> {
    if (this.closedBecause !== undefined) return Promise.reject(gone(method, this.closedBecause));
    return new Promise((resolve, reject) => {
      const settle = (act: () => void): void => {
        clearTimeout(timer);
        this.pending.delete(onEnd);
        act();
      };
      const onEnd = (why: string): void => settle(() => reject(gone(method, why)));
      const timer = setTimeout(() => settle(() => reject(new CdpError(method, null, `the target did not answer ${method} within ${LIMITS.cdp.requestMs / 1000} s`))), LIMITS.cdp.requestMs).unref();
      this.pending.add(onEnd);
      const answered = (this.client.send as RawSend)(method, params[0] ?? {}, this.sessionId);
      answered.then(
        (result) => settle(() => resolve(result as CdpResult<Name>)),
        (error: unknown) => settle(() => reject(refused(method, error))),
      );
    });
  }

  on<Name extends CdpEvent>(event: Name, listener: (payload: CdpPayload<Name>) => void): Disposable {
    return this.events.on(event, listener as (payload: unknown) => void);
  }

  onClose(listener: (why: string) => void): Disposable {
    return this.closing.on('close', listener);
  }

  receive(method: string, params: unknown): void {
    this.events.emit(method, params);
  }

  end(why: string): void {
    if (this.closedBecause !== undefined) return;
    this.closedBecause = why;
    for (const onEnd of [...this.pending]) onEnd(why);
    this.closing.emit('close', why);
  }
}

/** The package types the browser's own methods only, each with its parameters. */
type RawSend = (method: string, params: object, sessionId: string | undefined) => Promise<unknown>;

function refused(method: string, error: unknown): CdpError {
  const { response } = error as { response?: { code: number; message: string } };
  return response ? new CdpError(method, response.code, response.message) : gone(method, messageFor(error));
}

function gone(method: string, why: string): CdpError {
  return new CdpError(method, null, `the target is gone (${why}), so ${method} has no answer`);
}
