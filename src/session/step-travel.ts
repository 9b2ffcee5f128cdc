import type { Protocol } from 'devtools-protocol';
import type { ModuleOffset } from '../base/offsets';
import type { CdpSession } from '../cdp/connection';
import { ForeignCall } from './foreign-call';
import type { LeftSteps } from './left-steps';
import type { ScriptBinding } from './script-binding';
import type { StepCommand } from './stepped-thread';
import type { ThreadScripts } from './thread-scripts';
import type { WasmScript } from './wasm-script';

type Paused = Protocol.Debugger.PausedEvent;

/** What travelling needs of a thread. */
interface Traveller {
  /** Where the thread stands now. */
  readonly arrival: Paused | null;
  nextPause(start: () => Promise<void>): Promise<Paused | null>;
  /** A breakpoint whose condition does not hold, or a place that is nobody's. */
  isPassedBy(event: Paused): boolean;
  interrupts(event: Paused): boolean;
  skips(file: string): boolean;
}

/** The single moves that steps are made of: each ends at its place, or at news on the way. */
export class StepTravel {
  constructor(
    private readonly session: CdpSession,
    private readonly thread: Traveller,
    private readonly binding: ScriptBinding,
    private readonly loaded: ThreadScripts,
    private readonly leftSteps: LeftSteps,
  ) {}

  /** A breakpoint on the way whose condition does not hold is passed by: the step goes on from there, out to where it began. */
  async go(command: StepCommand, skip?: Protocol.Debugger.LocationRange[]): Promise<Paused | null> {
    const { thread } = this;
    const { arrival } = thread;
    const callFrames = arrival?.callFrames ?? [];
    const [from] = callFrames;
    const depth = arrival ? callFrames.length : Infinity;
    if (arrival && from && this.loaded.wasm.has(from.location.scriptId)) this.leftSteps.begins(arrival);
    const wanted = command === 'Debugger.stepOut' ? depth - 1 : command === 'Debugger.stepInto' ? depth + 1 : depth;
    let paused = await thread.nextPause(() => (command === 'Debugger.stepOut' ? this.session.send(command) : this.session.send(command, skip ? { skipList: skip } : {})));
    if (!paused || !thread.isPassedBy(paused)) return paused;
    const home = callFrames[command === 'Debugger.stepOut' ? 1 : 0];
    // V8 forgets a step where the thread pauses for a module that it loads, and can't be stepped out of the loader.
    if (home && this.binding.isAtLoader(paused)) return this.runToPlaces(await this.loaded.placesOf(home), ({ length }) => length <= Math.min(wanted, depth));
    while (paused && paused.callFrames.length > wanted && !thread.interrupts(paused)) paused = await thread.nextPause(() => this.session.send('Debugger.stepOut'));
    // A call in JavaScript returned into the middle of its line.
    const isInLine = paused !== null && !thread.interrupts(paused) && from !== undefined && isSameScriptLine(from, paused.callFrames[0]!) && !this.loaded.wasm.has(from.location.scriptId);
    return isInLine && command === 'Debugger.stepOver' ? this.go(command) : paused;
  }

  runTo({ scriptId }: WasmScript, offsets: readonly ModuleOffset[]): Promise<Paused | null> {
    const places = offsets.map((columnNumber) => ({ scriptId, lineNumber: 0, columnNumber }));
    return this.runToPlaces(places, ([top]) => top?.location.scriptId === scriptId && offsets.some((offset) => offset === top.location.columnNumber));
  }

  /** V8 loses a step out of a function that is in a `finally` (11.3 to 14.6), as Node's loader is where a module ends. */
  async runOutTo(caller: Protocol.Debugger.CallFrame): Promise<Paused | null> {
    const depth = this.thread.arrival!.callFrames.findIndex(({ callFrameId }) => callFrameId === caller.callFrameId);
    const wanted = this.thread.arrival!.callFrames.length - depth;
    return this.runToPlaces(await this.loaded.placesOf(caller), ({ length }) => length <= wanted);
  }

  /**
   * From the first line of a function of Node's: to what it calls of the user's, a listener or the body of a module that it
   * loads, or out of it.
   */
  async intoForeign(entered: Paused): Promise<Paused | null> {
    const { thread, session } = this;
    const call = await ForeignCall.watch(session, entered.callFrames[0]!);
    await this.binding.stopAtModules(true);
    try {
      const paused = await thread.nextPause(() => session.send('Debugger.stepOut'));
      return paused && this.binding.isAtLoader(paused) && !thread.interrupts(paused) ? await this.intoModule(entered, paused) : paused;
    } finally {
      if (!session.closed) await Promise.allSettled([call.forget(), this.binding.stopAtModules(false)]);
    }
  }

  /** To the first line that runs of a module that is about to be compiled; behind what loads it where there is none. */
  private async intoModule({ callFrames }: Paused, atLoader: Paused): Promise<Paused | null> {
    const path = await this.binding.pathAtLoader(atLoader);
    await this.binding.stopAtModules(false);
    const behind = callFrames[1] ? await this.loaded.placesOf(callFrames[1]) : [];
    const isBehind = ({ length }: readonly Protocol.Debugger.CallFrame[]): boolean => length < callFrames.length;
    if (path === null || this.thread.skips(path)) return this.runToPlaces(behind, isBehind);
    const { breakpointId } = await this.session.send('Debugger.setBreakpointByUrl', { ...this.loaded.locatorOf(path), lineNumber: 0 });
    return this.runToPlaces(behind, (frames) => isBehind(frames) || (frames[0] !== undefined && this.loaded.isFile(frames[0], path)), [breakpointId]);
  }

  /** The breakpoints for it are nobody's, so a stop at one is no news, and they go with it. */
  private async runToPlaces(places: readonly Protocol.Debugger.Location[], isWanted: (callFrames: readonly Protocol.Debugger.CallFrame[]) => boolean, more: readonly string[] = []): Promise<Paused | null> {
    const { thread, session } = this;
    const resume = (): Promise<Paused | null> => thread.nextPause(() => session.send('Debugger.resume', {}));
    const setting = places.map((location) => session.send('Debugger.setBreakpoint', { location }));
    // A place without code, or one that holds a breakpoint already, is refused: neither is needed.
    const set = [...more, ...(await Promise.allSettled(setting)).flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value.breakpointId] : []))];
    const isOurs = ({ hitBreakpoints = [] }: Paused): boolean => hitBreakpoints.some((id) => set.includes(id));
    let event = await resume();
    while (event && (thread.isPassedBy(event) || isOurs(event)) && !thread.interrupts(event) && !isWanted(event.callFrames)) event = await resume();
    if (event) await Promise.all(set.map((breakpointId) => session.send('Debugger.removeBreakpoint', { breakpointId })));
    return event;
  }
}

function isSameScriptLine(one: Protocol.Debugger.CallFrame, two: Protocol.Debugger.CallFrame): boolean {
  return one.location.scriptId === two.location.scriptId && one.location.lineNumber === two.location.lineNumber;
}
