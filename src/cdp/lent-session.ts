import type { Disposable } from '../base/disposable';
import { Emitter } from '../base/events';
import type { CdpCommand, CdpEvent, CdpParams, CdpPayload, CdpResult, CdpSession } from './connection';

/** Switches of domains that the lender has on, and that stay as they are. */
const LENDERS_OWN: ReadonlySet<string> = new Set(['Debugger.enable', 'Debugger.disable', 'Profiler.enable', 'Profiler.disable', 'Runtime.enable', 'Runtime.disable']);

/** Events that are of use to us. */
const PASSED_ON: readonly CdpEvent[] = ['Runtime.bindingCalled', 'Debugger.paused'];

/**
 * A session that another debugger lends: what it has switched on stays on, and is not announced again. So of the scripts
 * that `Debugger.enable` would announce, only the WebAssembly that profiles have named is, when that is sent.
 */
export class LentSession implements CdpSession {
  private readonly announced = new Emitter<Record<string, unknown>>();
  /** Addresses of modules by their script ids. */
  private readonly modules = new Map<string, string>();

  private constructor(private readonly session: CdpSession) {}

  /** The JavaScript debugger sends on only what is asked for; another lender may know no such question. */
  static async over(session: CdpSession): Promise<LentSession> {
    await session.send('JsDebug.subscribe', { events: [...PASSED_ON] }).catch(() => undefined);
    return new LentSession(session);
  }

  get closed(): boolean {
    return this.session.closed;
  }

  async send<Name extends CdpCommand>(method: Name, ...params: CdpParams<Name>): Promise<CdpResult<Name>> {
    if (method === 'Debugger.enable') this.announceModules();
    if (LENDERS_OWN.has(method)) return {};
    const result = await this.session.send(method, ...params);
    if (method === 'Profiler.stop') this.learn(result as CdpResult<'Profiler.stop'>);
    return result;
  }

  on<Name extends CdpEvent>(event: Name, listener: (payload: CdpPayload<Name>) => void): Disposable {
    const subscriptions = [this.session.on(event, listener), this.announced.on(event, listener as (payload: unknown) => void)];
    return { dispose: () => subscriptions.forEach((each) => each.dispose()) };
  }

  onClose(listener: (why: string) => void): Disposable {
    return this.session.onClose(listener);
  }

  close(): Promise<void> {
    return this.session.close();
  }

  private learn({ profile }: CdpResult<'Profiler.stop'>): void {
    for (const { callFrame: { scriptId, url } } of profile.nodes) if (url.startsWith('wasm://')) this.modules.set(scriptId, url);
  }

  private announceModules(): void {
    for (const [scriptId, url] of this.modules) this.announced.emit('Debugger.scriptParsed', { scriptId, url, scriptLanguage: 'WebAssembly' });
  }
}
