import type { Protocol } from 'devtools-protocol';
import type { CdpSession } from '../cdp/connection';
import { HANDOVER_SCRIPT } from './module-handover';
import { thrownAt } from './pause';

/**
 * Pauses as the program's author is to see them: none inside of the script that hands modules over, nor of what it
 * calls. V8 itself steps over that script, but not over Node's functions under it.
 */
export class HandoverPauses {
  /** Where the program called our script that a step is on its way out of. */
  private calledAt: Protocol.Debugger.CallFrame | undefined;

  constructor(
    private readonly session: CdpSession,
    private readonly urlOf: (scriptId: string) => string | undefined,
  ) {}

  /** The pause without our frame, or null where the thread was sent on. */
  seen(event: Protocol.Debugger.PausedEvent): Protocol.Debugger.PausedEvent | null {
    const { callFrames, hitBreakpoints = [] } = event;
    const depth = callFrames.findIndex(({ location }) => this.urlOf(location.scriptId) === HANDOVER_SCRIPT);
    const isThrown = thrownAt(event) !== undefined;
    // A module that is none is refused right under our script, and the program's affair.
    if (depth > 0 || (depth === 0 && !isThrown)) return this.sendOn(isThrown ? 'Debugger.resume' : 'Debugger.stepOut', callFrames[depth + 1]);
    const { calledAt } = this;
    if (event.reason !== 'instrumentation') this.calledAt = undefined;
    // Back in the middle of that line, the step goes on as if it had never been inside.
    if (calledAt && isSameLine(calledAt, callFrames[0]) && !isThrown && hitBreakpoints.length === 0) return this.sendOn('Debugger.stepInto');
    return depth < 0 ? event : { ...event, callFrames: callFrames.slice(1) };
  }

  private sendOn(command: 'Debugger.resume' | 'Debugger.stepOut' | 'Debugger.stepInto', calledAt?: Protocol.Debugger.CallFrame): null {
    this.calledAt = calledAt;
    // A target that is gone says so by itself.
    this.session.send(command as 'Debugger.stepOut').catch(() => undefined);
    return null;
  }
}

function isSameLine({ location: one }: Protocol.Debugger.CallFrame, other: Protocol.Debugger.CallFrame | undefined): boolean {
  return one.scriptId === other?.location.scriptId && one.lineNumber === other.location.lineNumber;
}
