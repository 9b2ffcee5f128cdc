import { basename } from 'node:path';
import { UserError, messageFor } from '../base/user-error';
import type { Breakpoint } from '../session/breakpoint';
import { CONDITION_FAILURE } from '../session/breakpoints';
import type { LiveFrame } from '../session/frames';
import type { Thread } from '../session/thread';

/** What the judge asks of a frame, in the language of its source. */
export interface FrameExpressions {
  isFulfilled(thread: Thread, frame: LiveFrame, condition: string): Promise<boolean>;
  textOf(thread: Thread, frame: LiveFrame, expression: string): Promise<string>;
}

/** Conditions, hit counts and log messages: whether a thread that arrived at a breakpoint stays there. */
export class BreakpointJudge {
  private readonly hits = new WeakMap<Breakpoint, number>();

  constructor(
    private readonly expressions: FrameExpressions,
    private readonly say: (text: string, breakpoint: Breakpoint) => void,
  ) {}

  /** What can't be decided stops, and says why: a breakpoint that silently never stops is worse. */
  async staysStopped(thread: Thread, breakpoint: Breakpoint): Promise<boolean> {
    try {
      return await this.decide(thread, breakpoint);
    } catch (error) {
      const { functionName, path, line } = breakpoint;
      this.say(`${functionName ?? `${basename(path)}:${line}`} stops, since its condition can't be decided: ${messageFor(error)}`, breakpoint);
      return true;
    }
  }

  /** A hit counts where the condition holds (Debug Adapter Protocol, SourceBreakpoint.hitCondition). */
  private async decide(thread: Thread, breakpoint: Breakpoint): Promise<boolean> {
    const { condition, hitCondition, logMessage } = breakpoint;
    if (condition === undefined && hitCondition === undefined && logMessage === undefined) return true;
    const [frame] = await thread.requireArrival().frames();
    if (!frame || frame.kind === 'async' || (condition !== undefined && !(await this.holds(thread, frame, condition)))) return false;
    const hits = (this.hits.get(breakpoint) ?? 0) + 1;
    this.hits.set(breakpoint, hits);
    if (hitCondition !== undefined && !countHolds(hitCondition, hits)) return false;
    if (logMessage === undefined) return true;
    this.say(await this.interpolate(thread, frame, logMessage), breakpoint);
    return false;
  }

  /** In JavaScript V8 has asked already, and stopped here since it holds, or since it failed. */
  private async holds(thread: Thread, frame: LiveFrame, condition: string): Promise<boolean> {
    if (frame.kind === 'wasm') return this.expressions.isFulfilled(thread, frame, condition);
    const expression = `(() => { const why = ${CONDITION_FAILURE}; delete ${CONDITION_FAILURE}; return why; })()`;
    const { result } = await thread.session.send('Debugger.evaluateOnCallFrame', { callFrameId: frame.callFrame.callFrameId, expression, returnByValue: true });
    if (typeof result.value === 'string') throw new UserError(result.value);
    return true;
  }

  /** `{expression}` stands for its value; one that fails shows why in its place and stops nothing. */
  private async interpolate(thread: Thread, frame: LiveFrame, message: string): Promise<string> {
    const parts = message.split(/\{([^{}]+)\}/);
    const texts = parts.map(async (part, index) => (index % 2 === 0 ? part : this.expressions.textOf(thread, frame, part).catch((error: unknown) => `<${messageFor(error)}>`)));
    return (await Promise.all(texts)).join('');
  }
}

const HIT_CONDITION = /^\s*(>=|<=|==?|>|<|%)?\s*(\d{1,15})\s*$/;

/** `3` and `== 3`: at the third hit; `>= 3`: from then on; `% 3`: at every third. */
function countHolds(condition: string, hits: number): boolean {
  const match = HIT_CONDITION.exec(condition);
  if (!match) throw new UserError(`the hit count \`${condition}\` is not understood: write a number, or one after > >= < <= == or %`);
  const count = Number(match[2]);
  switch (match[1]) {
    case '>':
      return hits > count;
    case '>=':
      return hits >= count;
    case '<':
      return hits < count;
    case '<=':
      return hits <= count;
    case '%':
      return count > 0 && hits % count === 0;
    default:
      return hits === count;
  }
}
