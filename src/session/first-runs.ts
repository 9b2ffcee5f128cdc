import type { CdpSession } from '../cdp/connection';

/**
 * V8 can wait before the first instruction of every script, start functions of modules included, for what is to be set
 * there (CDP Debugger.setInstrumentationBreakpoint, `beforeScriptExecution`).
 */
export class FirstRuns {
  private watching: Promise<string> | undefined;
  private isWaiting = false;

  constructor(private readonly session: CdpSession) {}

  /** Must stand before a module is compiled, or its first run goes unseen. */
  async watch(): Promise<void> {
    this.watching ??= this.session.send('Debugger.setInstrumentationBreakpoint', { instrumentation: 'beforeScriptExecution' }).then(({ breakpointId }) => breakpointId);
    await this.watching;
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
    const breakpointId = await this.watching;
    if (breakpointId === undefined) return;
    await this.session.send('Debugger.removeBreakpoint', { breakpointId });
    await this.leave();
  }

  private async leave(): Promise<void> {
    if (!this.isWaiting) return;
    this.isWaiting = false;
    await this.session.send('Debugger.resume', {});
  }
}
