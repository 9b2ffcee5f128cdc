import type { Protocol } from 'devtools-protocol';
import type { CdpSession } from '../cdp/connection';
import { thrownAt } from './pause';

const MOST_PASSED = 8;

/**
 * What V8 is asked to compute beside the program. A step or a pause that waits for the program to run anything would end
 * in it, in functions of Node's own even, and the answer would come when somebody lets the thread go.
 */
export class Evaluations {
  /** What is sent to Node behind an evaluation that a pause falls into, it now and then never comes to (Node 20). */
  isRunning = false;
  private passed = 0;
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly session: CdpSession) {}

  /** CDP Runtime.evaluate, past all breakpoints. */
  run(request: Protocol.Runtime.EvaluateRequest): Promise<Protocol.Runtime.EvaluateResponse> {
    const quiet = { ...request, disableBreaks: true };
    // One that awaits something lasts as long as that, and the program runs meanwhile.
    if (request.replMode === true) return this.session.send('Runtime.evaluate', quiet);
    const answer = this.last.then(() => this.ask(quiet));
    this.last = answer.catch(() => undefined);
    return answer;
  }

  private async ask(request: Protocol.Runtime.EvaluateRequest): Promise<Protocol.Runtime.EvaluateResponse> {
    this.isRunning = true;
    try {
      return await this.session.send('Runtime.evaluate', request);
    } finally {
      this.isRunning = false;
      this.catchUp();
    }
  }

  /**
   * Sends the thread on where it paused for nothing but a step or a request; that comes after the evaluation. Not for
   * ever, so that one that never ends can be paused: whoever wants a pause asks again and again.
   */
  passes(event: Protocol.Debugger.PausedEvent): boolean {
    if (!this.isRunning || this.passed === MOST_PASSED || (event.hitBreakpoints?.length ?? 0) > 0 || thrownAt(event)) return false;
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
