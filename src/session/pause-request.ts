import type { Protocol } from 'devtools-protocol';
import type { CdpSession } from '../cdp/connection';

const AGAIN_MS = 200;

/** Somebody wants the thread to stand still. Open until it does. */
export class PauseRequest {
  private timer: NodeJS.Timeout | undefined;
  /** V8 was asked, and takes nothing back: it stops when the thread next runs. */
  private isTakenBack = false;

  constructor(private readonly session: CdpSession) {}

  get isOpen(): boolean {
    return this.timer !== undefined;
  }

  /** `mayAsk`: while V8 has not let go yet, it takes the request for one that is fulfilled. */
  async open(mayAsk: Promise<void> | undefined): Promise<void> {
    if (this.isOpen) return;
    this.isTakenBack = false;
    // V8 loses a request that comes while it is still on its way out of a stop; one too many does nothing.
    this.timer = setInterval(() => {
      if (this.session.closed) this.end();
      else this.session.send('Debugger.pause').catch(() => undefined);
    }, AGAIN_MS);
    this.timer.unref();
    await mayAsk;
    if (this.isOpen) await this.session.send('Debugger.pause');
  }

  cancel(): void {
    if (this.isOpen) this.isTakenBack = true;
    this.end();
  }

  /** Whether this pause is the answer to a request that was taken back. */
  wasTakenBack({ reason, hitBreakpoints = [] }: Protocol.Debugger.PausedEvent): boolean {
    if (!this.isTakenBack || this.isOpen || (reason as string) !== 'other') return false;
    this.isTakenBack = false;
    return hitBreakpoints.length === 0;
  }

  end(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }
}
