import type { Protocol } from 'devtools-protocol';
import type { Origin } from './compiled-script';
import { STEP_COMMANDS, STEP_ROUNDS, type SteppedThread, type StepKind } from './stepped-thread';

type Paused = Protocol.Debugger.PausedEvent;

/** Node calls some functions of its own between two of the user's; a step that finds nobody's for longer has come to its end. */
const INTERNAL_ROUNDS = 1_000;

/** Where a thread stands in JavaScript. */
interface ScriptStanding {
  /** null where nobody wrote what stands there; undefined where the script stands for itself. */
  readonly origin: Origin | null | undefined;
  /** Nothing that the user wants to stop in. */
  readonly isForeign: boolean;
  readonly isGlue: boolean;
  /** Node's own. */
  readonly isInternal: boolean;
}

/**
 * V8 steps through JavaScript by its own statements, and past the scripts that the user skips, but not past Node's own.
 * Where the script was compiled from something else, the step goes on to another line of that, past what nobody wrote
 * (helpers of compilers).
 */
export async function stepScript(thread: SteppedThread, kind: StepKind, from: Paused): Promise<Paused | null> {
  const start = await standing(thread, from);
  let paused = await thread.go(STEP_COMMANDS[kind]);
  let internalRounds = 0;
  for (let round = 0; paused && round < STEP_ROUNDS && !thread.interrupts(paused); round++) {
    const here = await standing(thread, paused);
    // Who stands in foreign code has gone there on purpose, and steps in it.
    if (!here || start?.isForeign || !(here.isForeign || isSameLine(start, from, here, paused))) break;
    const isHelper = here.origin === null && (paused.callFrames.length <= from.callFrames.length || isBody(paused));
    if (here.isGlue) paused = await passGlue(thread, kind, paused);
    else if (here.isInternal) paused = await passInternals(thread, kind, from, paused, ++internalRounds);
    else paused = await thread.go(here.isForeign && !isHelper ? 'Debugger.stepOut' : kind === 'into' ? 'Debugger.stepInto' : 'Debugger.stepOver');
  }
  return paused;
}

/** Node's own functions: to what they call of the user's, back to who called them, or past what Node does between two calls. */
async function passInternals(thread: SteppedThread, kind: StepKind, from: Paused, paused: Paused, rounds: number): Promise<Paused | null> {
  const caller = paused.callFrames.find((frame) => !thread.urlOf(frame).startsWith('node:'));
  // Nobody's call is left: the next that Node makes of the user's is where the step ends.
  if (!caller) return rounds > INTERNAL_ROUNDS ? thread.letGo() : thread.go('Debugger.stepInto');
  if (kind === 'into' && paused.callFrames.length > from.callFrames.length) return thread.intoForeign(paused);
  return thread.wasmScript(caller.location.scriptId) ? thread.go('Debugger.stepOut') : thread.runOutTo(caller);
}

/** Glue is no place to stop at: a step goes on into what it calls, or back to what called it. */
export async function passGlue(thread: SteppedThread, kind: StepKind, from: Paused): Promise<Paused | null> {
  let paused: Paused | null = from;
  for (let round = 0; paused && round < STEP_ROUNDS && !thread.interrupts(paused); round++) {
    const top: Protocol.Debugger.CallFrame | undefined = paused.callFrames[0];
    if (!top || thread.wasmScript(top.location.scriptId) || !(await thread.isGlue(top))) break;
    paused = kind === 'into' ? await thread.stepThroughGlue(top) : await thread.go('Debugger.stepOut');
  }
  return paused;
}

/** undefined in Wasm, and where nothing runs. */
async function standing(thread: SteppedThread, { callFrames: [top] }: Paused): Promise<ScriptStanding | undefined> {
  if (!top || thread.wasmScript(top.location.scriptId)) return undefined;
  const origin = await thread.originOf(top);
  const isGlue = origin === undefined && (await thread.isGlue(top));
  const isInternal = thread.urlOf(top).startsWith('node:');
  return { origin, isGlue, isInternal, isForeign: isGlue || origin === null || thread.skips(origin?.source ?? thread.urlOf(top)) };
}

/** Of a whole script: what its compiler puts before the first line stands there. */
function isBody({ callFrames: [top] }: Paused): boolean {
  return top?.functionLocation?.lineNumber === 0 && top.functionLocation.columnNumber === 0;
}

/** Of the same call. */
function isSameLine(start: ScriptStanding | undefined, from: Paused, { origin }: ScriptStanding, paused: Paused): boolean {
  const isSame = origin && start?.origin && start.origin.line === origin.line && start.origin.source === origin.source;
  return isSame === true && paused.callFrames.length === from.callFrames.length && sameFunction(from, paused);
}

function sameFunction({ callFrames: [one] }: Paused, { callFrames: [two] }: Paused): boolean {
  const [left, right] = [one?.functionLocation, two?.functionLocation];
  return left?.scriptId === right?.scriptId && left?.lineNumber === right?.lineNumber && left?.columnNumber === right?.columnNumber;
}
