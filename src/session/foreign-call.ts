import type { Protocol } from 'devtools-protocol';
import { LIMITS } from '../base/limits';
import type { CdpSession } from '../cdp/connection';

/** What the call was given, and those that listen to what it emits (Node's EventEmitter keeps them in `_events`; `once` in a wrapper). */
const CALLED_BACK = `(() => {
  try {
    const listeners = Object.getOwnPropertyDescriptor(this ?? {}, '_events')?.value?.[arguments[0]];
    return [...arguments, ...[listeners].flat().map((listener) => listener?.listener ?? listener)].filter((value) => typeof value === 'function').slice(0, ${LIMITS.stepping.calledBack});
  } catch {
    return [];
  }
})()`;

/** Functions of the user's that one of Node's may call before it returns: the thread stops in each. */
export class ForeignCall {
  private constructor(
    private readonly session: CdpSession,
    private readonly breakpointIds: readonly string[],
  ) {}

  /** The thread has just entered Node's function. */
  static async watch(session: CdpSession, { callFrameId }: Protocol.Debugger.CallFrame): Promise<ForeignCall> {
    const { result } = await session.send('Debugger.evaluateOnCallFrame', { callFrameId, expression: CALLED_BACK, silent: true });
    if (result.subtype !== 'array' || result.description === 'Array(0)') return new ForeignCall(session, []);
    const functions = await session.send('Runtime.getProperties', { objectId: result.objectId!, ownProperties: true });
    const setting = functions.result.flatMap(({ value }) => (value?.type === 'function' && value.objectId !== undefined ? [session.send('Debugger.setBreakpointOnFunctionCall', { objectId: value.objectId })] : []));
    // One that is there twice is refused the second time.
    const set = await Promise.allSettled(setting);
    return new ForeignCall(session, set.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value.breakpointId] : [])));
  }

  async forget(): Promise<void> {
    await Promise.all(this.breakpointIds.map((breakpointId) => this.session.send('Debugger.removeBreakpoint', { breakpointId })));
  }
}
