import type { Protocol } from 'devtools-protocol';
import type { ModuleOffset } from '../base/offsets';
import type { ModuleSymbols } from '../symbols/module-symbols';
import type { Origin } from './compiled-script';
import type { WasmScript } from './wasm-script';

export type StepKind = 'over' | 'into' | 'out';
type Paused = Protocol.Debugger.PausedEvent;
export type StepCommand = 'Debugger.stepOver' | 'Debugger.stepInto' | 'Debugger.stepOut';

/** What stepping needs of a thread. `go` resolves with the next pause, or null when the program is gone. */
export interface SteppedThread {
  go(command: StepCommand, skip?: Protocol.Debugger.LocationRange[]): Promise<Paused | null>;
  /** Into what a function of Node's, just entered, calls of the user's; out of it where that is nothing. */
  intoForeign(entered: Paused): Promise<Paused | null>;
  /** Back to a caller in JavaScript, at full speed. */
  runOutTo(caller: Protocol.Debugger.CallFrame): Promise<Paused | null>;
  /** Gives the step up: the thread runs on. */
  letGo(): Promise<null>;
  /** Resumes at full speed; the next pause is at one of the places, or news of its own. */
  runTo(script: WasmScript, offsets: readonly ModuleOffset[]): Promise<Paused | null>;
  /** Where the frame's place comes from: null where nobody wrote it, undefined where the script stands for itself. */
  originOf(frame: Protocol.Debugger.CallFrame): Promise<Origin | null | undefined>;
  /** Of the script that a frame is in. */
  urlOf(frame: Protocol.Debugger.CallFrame): string;
  wasmScript(scriptId: string): WasmScript | undefined;
  breakpointOffsets(script: WasmScript): readonly number[];
  /** Whether this pause is news of its own (breakpoint, exception, pause request), so that the step ends. */
  interrupts(event: Paused): boolean;
  /** Whether steps go past the code of this file, as its compiler names it. */
  skips(file: string): boolean;
  /** Whether a toolchain wrote the script that a frame of JavaScript is in. */
  isGlue(frame: Protocol.Debugger.CallFrame): Promise<boolean>;
  /** Steps into what such a script calls, or out of it again. */
  stepThroughGlue(frame: Protocol.Debugger.CallFrame): Promise<Paused | null>;
  /** A function was left, and the thread stands right behind its call. */
  onReturned(symbols: ModuleSymbols, from: ModuleOffset): void;
}

export const STEP_COMMANDS: Record<StepKind, StepCommand> = { over: 'Debugger.stepOver', into: 'Debugger.stepInto', out: 'Debugger.stepOut' };

/** A source step takes few pauses; past this something is odd, and stopping anywhere is better than never. */
export const STEP_ROUNDS = 2_000;
