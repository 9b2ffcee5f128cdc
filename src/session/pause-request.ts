import type { Protocol } from 'devtools-protocol';
import type { CdpSession } from '../cdp/connection';

const AGAIN_MS = 200;
/** A busy thread may come to each request of those that lay waiting for it; one that waits comes to all of them at once. */
const MOST_LEFT = 2;

/** Somebody wants the thread to stand still. Open until it does. */
export class PauseRequest {
  private timer: NodeJS.Timeout | undefined;
  private asked = 0;
  /** V8 takes nothing back: so many stops may still come that nobody waits for. */
  private left = 0;

  constructor(
    private readonly session: CdpSession,
    /** Not to be asked at the moment. */
    private readonly isBusy: () => boolean,
  ) {}

  get isOpen(): boolean {
    return this.timer !== undefined;
  }

  /** `mayAsk`: while V8 has not let go yet, it takes the request for one that is fulfilled. */
  async open(mayAsk: Promise<void> | undefined): Promise<void> {
    if (this.isOpen) return;
    this.asked = 0;
    // V8 loses a request that comes while it is still on its way out of a stop.
    this.timer = setInterval(() => {
      if (this.session.closed) this.cancel();
      else this.ask().catch(() => undefined);
    }, AGAIN_MS);
    this.timer.unref();
    await mayAsk;
    if (this.isOpen) await this.ask();
  }

  private async ask(): Promise<void> {
    if (this.isBusy()) return;
    this.asked++;
    await this.session.send('Debugger.pause');
  }

  /** The thread stands. */
  end(): void {
    if (this.isOpen) this.close(this.asked - 1);
  }

  /** Nobody waits for it any more. */
  cancel(): void {
    if (this.isOpen) this.close(this.asked);
  }

  /** Whether this pause only answers a request that is closed. A `debugger` statement looks the same to V8. */
  isLate({ reason, hitBreakpoints = [] }: Protocol.Debugger.PausedEvent): boolean {
    if (this.isOpen || this.left <= 0 || (reason as string) !== 'other' || hitBreakpoints.length > 0) return false;
    this.left--;
    return true;
  }

  private close(left: number): void {
    clearInterval(this.timer);
    this.timer = undefined;
    this.left = Math.min(left, MOST_LEFT);
  }
}
