import type { CdpSession } from '../cdp/connection';

type Instrumentation = 'beforeScriptExecution' | 'beforeScriptWithSourceMapExecution';

/**
 * V8 can wait before the first instruction of every script, start functions of modules included, for what is to be set
 * there (CDP Debugger.setInstrumentationBreakpoint), or of those that name a source map.
 */
export class FirstRuns {
  private readonly watching = new Map<Instrumentation, Promise<string>>();
  private isWaiting = false;

  constructor(private readonly session: CdpSession) {}

  /** Must stand before a module is compiled, or its first run goes unseen. */
  async watch(instrumentation: Instrumentation): Promise<void> {
    const watching = this.watching.get(instrumentation) ?? this.session.send('Debugger.setInstrumentationBreakpoint', { instrumentation }).then(({ breakpointId }) => breakpointId);
    this.watching.set(instrumentation, watching);
    await watching;
  }

  /** V8 paused for this: `prepare` sets what is to stand in the script, then it runs. */
  async arrive(prepare: () => Promise<void>): Promise<void> {
    this.isWaiting = true;
    await prepare();
    await this.leave();
  }

  /**
   * Where V8 is told to let go while it pauses before a script that it was asked to evaluate, it never runs again (Node 20
   * to 26). So no such pause is left when it is told.
   */
  async ignore(): Promise<void> {
    for (const watching of this.watching.values()) await this.session.send('Debugger.removeBreakpoint', { breakpointId: await watching });
    await this.leave();
  }

  private async leave(): Promise<void> {
    if (!this.isWaiting) return;
    this.isWaiting = false;
    await this.session.send('Debugger.resume', {});
  }
}
