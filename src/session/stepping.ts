import type { Protocol } from 'devtools-protocol';
import { moduleOffset, type ModuleOffset } from '../base/offsets';
import type { ModuleSymbols, OffsetRange } from '../symbols/module-symbols';
import { skipList } from './skip-list';
import type { WasmScript } from './wasm-script';

export type StepKind = 'over' | 'into' | 'out';
type Paused = Protocol.Debugger.PausedEvent;

/** What stepping needs of a thread. `go` resolves with the next pause, or null when the program is gone. */
export interface SteppedThread {
  go(command: 'Debugger.stepOver' | 'Debugger.stepInto' | 'Debugger.stepOut', skip?: Protocol.Debugger.LocationRange[]): Promise<Paused | null>;
  /** Resumes at full speed; the next pause is at one of the places, or news of its own. */
  runTo(script: WasmScript, offsets: readonly ModuleOffset[]): Promise<Paused | null>;
  wasmScript(scriptId: string): WasmScript | undefined;
  breakpointOffsets(script: WasmScript): readonly number[];
  /** Whether this pause is news of its own (breakpoint, exception, pause request), so that the step ends. */
  interrupts(event: Paused): boolean;
}

/** Where a thread stands, in the words of its source. */
interface Standing {
  readonly depth: number;
  readonly script: WasmScript;
  readonly symbols: ModuleSymbols;
  readonly offset: ModuleOffset;
  /** Start of the function's body: tells the activation's function. */
  readonly functionStart: number;
  /** Frames at this place: one more for each inlined call. */
  readonly inlineDepth: number;
  readonly hasLine: boolean;
  /** A function with source may have instructions of no line, made by the compiler. */
  readonly hasSource: boolean;
}

/** A source step takes few pauses; past this something is odd, and stopping anywhere is better than never. */
const ROUNDS = 2_000;
const SEARCHED_ROWS = 5_000;
/** Opcodes (Wasm core 5.4.1). */
const LOOP = 0x03;
const RETURN = 0x0f;
/** None, i32, i64, f32, f64: what loops yield. */
const BLOCK_TYPES = new Set([0x40, 0x7f, 0x7e, 0x7d, 0x7c]);

/**
 * Steps by source line. V8 steps by instruction but runs through a skip list by itself, so a step is mostly one command
 * and one pause; the rounds here are for inlined calls, compiler-made code and functions without source.
 */
export async function step(thread: SteppedThread, kind: StepKind, from: Paused): Promise<Paused | null> {
  const start = await standing(thread, from);
  if (!start) return stepFromScript(thread, kind, from);
  if (kind === 'out') return start.inlineDepth > 1 ? stepInLine(thread, start, 'out') : stepOut(thread);
  return stepInLine(thread, start, kind);
}

/** From JavaScript V8 knows the way; arriving in Wasm, the step goes on to the first line of the function. */
async function stepFromScript(thread: SteppedThread, kind: StepKind, from: Paused): Promise<Paused | null> {
  const paused = await thread.go(kind === 'over' ? 'Debugger.stepOver' : kind === 'into' ? 'Debugger.stepInto' : 'Debugger.stepOut');
  if (!paused || thread.interrupts(paused)) return paused;
  const here = await standing(thread, paused);
  if (!here) return paused;
  if (here.depth < from.callFrames.length) return here.hasSource ? finishLine(thread, here, paused) : stepOut(thread);
  return intoFunction(thread, here, paused);
}

/** Runs through the line (and what it inlines), until another line of the same function or a caller is reached. */
async function stepInLine(thread: SteppedThread, start: Standing, kind: StepKind): Promise<Paused | null> {
  const skipped = [...start.symbols.stepRanges(start.offset)];
  const command = kind === 'into' ? 'Debugger.stepInto' : 'Debugger.stepOver';
  let at = start.offset;
  for (let round = 0; ; round++) {
    const free = kind === 'into' ? null : await waysOutOfLoop(start, skipped);
    const skips = skipList(start.script.scriptId, skipped, thread.breakpointOffsets(start.script));
    const paused = free && !free.includes(at) ? await thread.runTo(start.script, free) : await thread.go(command, skips);
    if (!paused || round > ROUNDS || thread.interrupts(paused)) return paused;
    const here = await standing(thread, paused);
    if (!here) return paused;
    at = here.offset;
    // Another activation of the same function came by.
    if (free && here.depth > start.depth) continue;
    // Still in the line: at an exit of its loop that was not taken, or at a breakpoint whose condition does not hold.
    if (here.depth === start.depth && here.functionStart === start.functionStart && isInside(skipped, at)) continue;
    if (here.depth > start.depth) {
      const entered = kind === 'into' ? await intoFunction(thread, here, paused) : await thread.go('Debugger.stepOut');
      if (!entered || thread.interrupts(entered) || entered.callFrames.length > start.depth) return entered;
      // The function had no source and was left again; the line goes on.
      continue;
    }
    if (here.depth < start.depth || here.functionStart !== start.functionStart) return here.hasSource ? finishLine(thread, here, paused) : stepOut(thread);
    const staysInside = kind === 'out' ? here.inlineDepth >= start.inlineDepth : kind === 'over' && here.inlineDepth > start.inlineDepth;
    if (here.hasLine && !staysInside) return paused;
    skipped.push(...here.symbols.stepRanges(here.offset));
    if (staysInside && round === 0) skipped.push(...inlinedInLine(start));
  }
}

/**
 * V8 runs through a skip list one instruction at a time, some 4 us each, so a loop within the line would take minutes.
 * Then the step runs at full speed to wherever the line can be left: other lines of the function, and its exits.
 * null where the line holds no loop.
 */
async function waysOutOfLoop({ script, symbols, offset }: Standing, line: readonly OffsetRange[]): Promise<ModuleOffset[] | null> {
  const { bytes } = symbols.module;
  if (!line.some((range) => mayLoop(bytes, range))) return null;
  const inside = (await Promise.all(line.map(({ start, end }) => script.instructions(start, end)))).flat();
  const bodyEnd = symbols.functionAt(offset)?.end ?? 0;
  const exits = inside.filter((each) => bytes[each] === RETURN || each === bodyEnd - 1);
  return [...symbols.rowsAt(offset).map((row) => row.offset).filter((row) => !isInside(line, row)), ...exits];
}

/** `loop` is no place to stop at, so V8 does not list it; its bytes may also be others' operands, which costs little. */
function mayLoop(bytes: Uint8Array, { start, end }: OffsetRange): boolean {
  for (let at: number = start; at < end; at++) if (bytes[at] === LOOP && BLOCK_TYPES.has(bytes[at + 1]!)) return true;
  return false;
}

function isInside(ranges: readonly OffsetRange[], offset: ModuleOffset): boolean {
  return ranges.some(({ start, end }) => offset >= start && offset < end);
}

/** What the current line inlines, all at once: otherwise every line in there would take a round of its own. */
function inlinedInLine({ symbols, offset, inlineDepth }: Standing): OffsetRange[] {
  const line = symbols.framesAt(offset)[0]?.line;
  const rows = symbols.rowsAt(offset).slice(0, SEARCHED_ROWS);
  return rows.flatMap((row, index) => {
    const frames = symbols.framesAt(row.offset);
    const next = rows[index + 1];
    const isInside = frames.length > inlineDepth && frames.at(-inlineDepth)?.line === line;
    return isInside && next ? [{ start: row.offset, end: next.offset }] : [];
  });
}

/** To the first line of the function just entered; out of it again where it has no source. */
async function intoFunction(thread: SteppedThread, here: Standing, paused: Paused): Promise<Paused | null> {
  const entered = here.symbols.functionAt(here.offset);
  if (!entered || entered.file === null || entered.line === 0) return thread.go('Debugger.stepOut');
  if (entered.bodyPlace <= here.offset) return paused;
  const prologue: OffsetRange = { start: entered.start, end: entered.bodyPlace };
  return thread.go('Debugger.stepOver', skipList(here.script.scriptId, [prologue], thread.breakpointOffsets(here.script)));
}

async function stepOut(thread: SteppedThread): Promise<Paused | null> {
  for (let round = 0; ; round++) {
    const paused = await thread.go('Debugger.stepOut');
    if (!paused || round > ROUNDS || thread.interrupts(paused)) return paused;
    const here = await standing(thread, paused);
    if (!here) return paused;
    if (here.hasSource) return finishLine(thread, here, paused);
  }
}

/**
 * A call returns into the middle of its line: the step goes on to the next line, but never out of the function, so it
 * stops at a `return` in the line or the function's end.
 */
async function finishLine(thread: SteppedThread, caller: Standing, paused: Paused): Promise<Paused | null> {
  const ranges = caller.symbols.stepRanges(caller.offset);
  if (ranges.length === 0 || (caller.hasLine && ranges.some(({ start }) => start === caller.offset))) return paused;
  const exits: number[] = [];
  const { bytes } = caller.symbols.module;
  const bodyEnd = caller.symbols.functionAt(caller.offset)?.end ?? caller.offset;
  for (const { start, end } of ranges) {
    for (const offset of await caller.script.instructions(start, end)) if (bytes[offset] === RETURN || offset === bodyEnd - 1) exits.push(offset);
  }
  if (exits.includes(caller.offset)) return paused;
  const stops = [...thread.breakpointOffsets(caller.script), ...exits];
  return thread.go('Debugger.stepOver', skipList(caller.script.scriptId, ranges, stops));
}

/** undefined in JavaScript. */
async function standing(thread: SteppedThread, { callFrames }: Paused): Promise<Standing | undefined> {
  const [top] = callFrames;
  const script = top && thread.wasmScript(top.location.scriptId);
  if (!script) return undefined;
  const symbols = await script.symbols();
  const offset = moduleOffset(top.location.columnNumber ?? 0);
  const frames = symbols.framesAt(offset);
  const hasSource = frames[0] !== undefined && frames[0].file !== null;
  const hasLine = hasSource && frames[0]!.line > 0;
  return { depth: callFrames.length, script, symbols, offset, functionStart: top.functionLocation?.columnNumber ?? -1, inlineDepth: frames.length, hasLine, hasSource };
}
