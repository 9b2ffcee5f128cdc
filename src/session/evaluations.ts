import type { Protocol } from 'devtools-protocol';
import type { CdpSession } from '../cdp/connection';
import { thrownAt } from './pause';

const MOST_PASSED = 8;

/**
 * What V8 is asked to compute beside the program. A step or a pause that waits for the program to run anything would end
 * in it, in functions of Node's own even, and the answer would come when somebody lets the thread go.
 */
export class Evaluations {
  private running = 0;
  private passed = 0;

  constructor(private readonly session: CdpSession) {}

  /** CDP Runtime.evaluate, past all breakpoints. */
  async run(request: Protocol.Runtime.EvaluateRequest): Promise<Protocol.Runtime.EvaluateResponse> {
    const asked = this.session.send('Runtime.evaluate', { ...request, disableBreaks: true });
    // One that awaits something lasts as long as that, and the program runs meanwhile.
    if (request.replMode === true) return asked;
    this.running += 1;
    try {
      return await asked;
    } finally {
      this.running -= 1;
      if (this.running === 0) this.catchUp();
    }
  }

  /**
   * Sends the thread on where it paused for nothing but a step or a request; that comes after the evaluation. Not for
   * ever, so that one that never ends can be paused: whoever wants a pause asks again and again.
   */
  passes(event: Protocol.Debugger.PausedEvent): boolean {
    if (this.running === 0 || this.passed === MOST_PASSED || (event.hitBreakpoints?.length ?? 0) > 0 || thrownAt(event)) return false;
    this.passed += 1;
    // A target that is gone says so by itself.
    this.session.send('Debugger.resume', {}).catch(() => undefined);
    return true;
  }

  private catchUp(): void {
    if (this.passed > 0) this.session.send('Debugger.pause').catch(() => undefined);
    this.passed = 0;
  }
}
