import type { Protocol } from 'devtools-protocol';
import { LIMITS } from '../base/limits';
import { moduleOffset, type ModuleOffset } from '../base/offsets';
import type { FunctionSymbol, ModuleSymbols, OffsetRange, StepUnit } from '../symbols/module-symbols';
import { calleesIn, returnsToSelf } from '../symbols/line-calls';
import { firstWantedCallees } from '../symbols/reachable-calls';
import { skipList } from './skip-list';
import { passGlue, stepScript } from './script-stepping';
import { STEP_COMMANDS, STEP_ROUNDS, type StepKind, type SteppedThread } from './stepped-thread';
import type { WasmScript } from './wasm-script';

/** By line, by statement where the line has several, or by instruction (Debug Adapter Protocol, SteppingGranularity). */
export type Granularity = StepUnit | 'instruction';
type Paused = Protocol.Debugger.PausedEvent;

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
  /** Of each frame, innermost first. */
  readonly files: readonly (string | null)[];
}

const SEARCHED_ROWS = 5_000;
/** Opcodes (Wasm core 5.4.1). */
const LOOP = 0x03;
const RETURN = 0x0f;
/** None, i32, i64, f32, f64: what loops yield. */
const BLOCK_TYPES = new Set([0x40, 0x7f, 0x7e, 0x7d, 0x7c]);

export interface StepOptions {
  readonly granularity?: Granularity;
  /** Of a step into: the call to go into, among those of the line. */
  readonly call?: ModuleOffset;
}

/** Steps until another place in source; see `SourceStep`. */
export async function step(thread: SteppedThread, kind: StepKind, from: Paused, { granularity = 'line', call }: StepOptions = {}): Promise<Paused | null> {
  const start = await standing(thread, from);
  if (start && granularity === 'instruction') return thread.go(STEP_COMMANDS[kind]);
  const steps = new SourceStep(thread, kind, granularity === 'statement' ? 'statement' : 'line', start);
  return start && call !== undefined ? steps.intoCall(start, call) : steps.run(from);
}

/** A thread that was paused where a function has only just begun: to where its arguments have their values. */
export async function pastPrologue(thread: SteppedThread, paused: Paused): Promise<Paused | null> {
  const here = await standing(thread, paused);
  const entered = here?.symbols.functionAt(here.offset);
  if (!here || !entered || entered.line === 0 || entered.bodyPlace <= here.offset) return paused;
  return thread.go('Debugger.stepOver', skipList(here.script.scriptId, [prologueOf(entered)], thread.breakpointOffsets(here.script)));
}

/**
 * V8 steps by instruction but runs through a skip list by itself, so a step is mostly one command and one pause; the rounds
 * here are for inlined calls, compiler-made code, and functions that are not the user's or have no source.
 */
class SourceStep {
  /** Who stands in a skipped function has gone there on purpose, and steps in it. */
  private skipsFiles: boolean;
  private readonly start: Standing | undefined;

  constructor(
    private readonly thread: SteppedThread,
    private readonly kind: StepKind,
    private readonly unit: StepUnit,
    start: Standing | undefined,
  ) {
    const file = start?.files.at(-1);
    this.skipsFiles = !(file && thread.skips(file));
    // What is inlined here of skipped files is no place of its own: the user stands in what called it.
    const inlined = start ? start.files.findIndex((file) => !this.isSkipped(file)) : 0;
    this.start = start && inlined > 0 ? { ...start, inlineDepth: start.inlineDepth - inlined } : start;
  }

  run(from: Paused): Promise<Paused | null> {
    const { start, kind } = this;
    if (!start) return this.fromScript(from);
    if (kind === 'out') return start.inlineDepth > 1 ? this.inLine(start) : this.outOf(start);
    return this.inLine(start);
  }

  /** Past the other calls of the line, and into this one, skipped or not. */
  async intoCall(start: Standing, call: ModuleOffset): Promise<Paused | null> {
    const { thread } = this;
    const stops = [...thread.breakpointOffsets(start.script), call];
    const atCall = start.offset === call ? undefined : await thread.go('Debugger.stepOver', skipList(start.script.scriptId, start.symbols.stepRanges(start.offset), stops));
    if (atCall === null || (atCall && (thread.interrupts(atCall) || atCall.callFrames[0]?.location.columnNumber !== call))) return atCall;
    const entered = await thread.go('Debugger.stepInto');
    const here = entered && !thread.interrupts(entered) ? await standing(thread, entered) : undefined;
    this.skipsFiles = false;
    return entered && here && here.depth > start.depth ? this.intoFunction(here, entered) : entered;
  }

  /** From JavaScript V8 knows the way; arriving in Wasm, the step goes on to the first line of the function. */
  private async fromScript(from: Paused): Promise<Paused | null> {
    const paused = await stepScript(this.thread, this.kind, from);
    if (!paused || this.thread.interrupts(paused)) return paused;
    const here = await standing(this.thread, paused);
    if (!here) return paused;
    return here.depth < from.callFrames.length ? this.arrive(here, paused) : this.intoFunction(here, paused);
  }

  /** Runs through the line (and what it inlines), until another line of the same function or a caller is reached. */
  private async inLine(start: Standing): Promise<Paused | null> {
    const { thread, kind } = this;
    const skipped = [...start.symbols.stepRanges(start.offset, this.unit)];
    const prologues = kind === 'into' ? this.prologuesOfCallees(start, skipped) : [];
    const passedLines = new Set<number | undefined>();
    let at = start.offset;
    for (let round = 0; ; round++) {
      const free = kind === 'into' ? null : await waysOutOfLoop(start, skipped);
      // What is skipped is skipped in all activations: those that called this one from the same line would be run to their end.
      const stops = [...thread.breakpointOffsets(start.script), ...returnsToSelf(start.symbols.module, start.symbols.module.functionAt(start.offset)?.index ?? -1, skipped)];
      const skips = skipList(start.script.scriptId, [...skipped, ...prologues], stops);
      const taken = free && !free.includes(at) ? await thread.runTo(start.script, free) : await thread.go(kind === 'into' ? 'Debugger.stepInto' : 'Debugger.stepOver', skips);
      const paused = taken && (await passGlue(thread, kind, taken));
      if (!paused || round > STEP_ROUNDS || thread.interrupts(paused)) return paused;
      const here = await standing(thread, paused);
      if (!here) return paused;
      at = here.offset;
      // Another activation of the same function came by.
      if (free && here.depth > start.depth) continue;
      // Still in the line: at an exit of its loop that was not taken, or at a breakpoint whose condition does not hold.
      if (here.depth === start.depth && here.functionStart === start.functionStart && isInside(skipped, at)) continue;
      if (here.depth > start.depth) {
        const arrived = kind === 'into' ? await this.intoFunction(here, paused) : await thread.go('Debugger.stepOut');
        const entered = arrived && (await passGlue(thread, kind, arrived));
        if (!entered || thread.interrupts(entered) || entered.callFrames.length > start.depth) return entered;
        // The function was none to stop in and was left again; the line goes on.
        continue;
      }
      if (here.depth === start.depth - 1) thread.onReturned(start.symbols, start.offset);
      if (here.depth < start.depth || here.functionStart !== start.functionStart) return this.arrive(here, paused);
      const staysInside = kind === 'out' ? here.inlineDepth >= start.inlineDepth : here.inlineDepth > start.inlineDepth && (kind === 'over' || this.isSkipped(here.files[0] ?? null));
      if (here.hasLine && !staysInside && !this.isSkipped(here.files[0] ?? null)) return paused;
      skipped.push(...here.symbols.stepRanges(here.offset, this.unit));
      const line = outerLine(here, start);
      if (!passedLines.has(line)) skipped.push(...inlinedInLine(start, line, (file) => (kind === 'into' ? this.isSkipped(file) : staysInside)));
      passedLines.add(line);
    }
  }

  /** Run through on the way in, so that to enter a function takes one command and one pause as well. */
  private prologuesOfCallees({ symbols }: Standing, line: readonly OffsetRange[]): OffsetRange[] {
    const callees = [...calleesIn(symbols.module, line)].slice(0, LIMITS.stepping.wantedCallees);
    return callees.flatMap((index) => {
      const callee = symbols.module.functions.withIndex(index);
      const entered = callee && symbols.functionAt(callee.bodyStart);
      return entered && this.isOwn(entered) ? [prologueOf(entered)] : [];
    });
  }

  /** To the first line of the function just entered; past it, to what it calls or out again, where there is nothing to stop at. */
  private async intoFunction(here: Standing, paused: Paused): Promise<Paused | null> {
    const entered = here.symbols.functionAt(here.offset);
    if (!entered || !this.isOwn(entered)) return this.throughFunction(here, paused);
    if (entered.bodyPlace <= here.offset) return paused;
    return this.thread.go('Debugger.stepOver', skipList(here.script.scriptId, [prologueOf(entered)], this.thread.breakpointOffsets(here.script)));
  }

  private isOwn({ file, line }: FunctionSymbol): boolean {
    return file !== null && line > 0 && !this.isSkipped(file);
  }

  /** Runs until the function calls code of the user, a closure perhaps, or returns. */
  private async throughFunction(here: Standing, entered: Paused): Promise<Paused | null> {
    const { thread } = this;
    const callees = firstWantedCallees(here.symbols, here.offset, (callee) => this.isOwn(callee)).map(({ bodyPlace }) => bodyPlace);
    const behindCall = await placeBehindCall(thread, entered);
    if (callees.length === 0 || !behindCall) return thread.go('Debugger.stepOut');
    for (let round = 0; ; round++) {
      const { script, offset } = behindCall;
      const paused = await thread.runTo(here.script, script === here.script ? [...callees, offset] : callees);
      if (!paused || round > STEP_ROUNDS || thread.interrupts(paused) || paused.callFrames.length < here.depth) return paused;
      const place = paused.callFrames[0]?.location.columnNumber;
      if (callees.some((callee) => callee === place)) return paused;
    }
  }

  private async outOf(start: Standing): Promise<Paused | null> {
    const left = await this.thread.go('Debugger.stepOut');
    const paused = left && (await passGlue(this.thread, 'out', left));
    if (!paused || this.thread.interrupts(paused)) return paused;
    const here = await standing(this.thread, paused);
    if (!here) return paused;
    this.thread.onReturned(start.symbols, start.offset);
    return this.arrive(here, paused);
  }

  /** Behind a call, in a caller: on to the next line, out of everything that is not the user's. */
  private async arrive(caller: Standing, behindCall: Paused): Promise<Paused | null> {
    const { thread } = this;
    let here: Standing | undefined = caller;
    let paused: Paused | null = behindCall;
    for (let round = 0; here && round < STEP_ROUNDS; round++) {
      const leaves = !here.hasSource || this.isSkipped(here.files.at(-1) ?? null);
      if (!leaves && !this.isSkipped(here.files[0] ?? null)) return finishLine(thread, here, paused, this.unit);
      const skips = skipList(here.script.scriptId, here.symbols.stepRanges(here.offset, this.unit), thread.breakpointOffsets(here.script));
      const left: Paused | null = leaves ? await thread.go('Debugger.stepOut') : await thread.go('Debugger.stepOver', skips);
      const next: Paused | null = left && (await passGlue(thread, 'out', left));
      if (!next || thread.interrupts(next)) return next;
      const depth: number = here.depth;
      here = await standing(thread, next);
      paused = next;
      if (here && here.depth < depth) round = -1;
    }
    return paused;
  }

  private isSkipped(file: string | null): boolean {
    return this.skipsFiles && file !== null && this.thread.skips(file);
  }
}

function prologueOf({ start, bodyPlace }: FunctionSymbol): OffsetRange {
  return { start, end: bodyPlace };
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

/** Where a function returns to; undefined where JavaScript called it. */
async function placeBehindCall(thread: SteppedThread, { callFrames: [, caller] }: Paused): Promise<{ readonly script: WasmScript; readonly offset: ModuleOffset } | undefined> {
  const script = caller && thread.wasmScript(caller.location.scriptId);
  const fn = script && (await script.symbols()).functionAt(moduleOffset(caller.location.columnNumber ?? 0));
  if (!script || !fn) return undefined;
  const after = await script.instructions(moduleOffset((caller.location.columnNumber ?? 0) + 1), fn.end);
  return after[0] === undefined ? undefined : { script, offset: after[0] };
}

function isInside(ranges: readonly OffsetRange[], offset: ModuleOffset): boolean {
  return ranges.some(({ start, end }) => offset >= start && offset < end);
}

/** Of the frame that the step began in, among those that stand at a place of its function. */
function outerLine({ symbols, offset }: Standing, { inlineDepth }: Standing): number | undefined {
  return symbols.framesAt(offset).at(-inlineDepth)?.line;
}

/** What a line inlines of files to go past, all at once: otherwise every line in there would take a round of its own. */
function inlinedInLine({ symbols, offset, inlineDepth }: Standing, line: number | undefined, isPassed: (file: string | null) => boolean): OffsetRange[] {
  const rows = symbols.rowsAt(offset).slice(0, SEARCHED_ROWS);
  return rows.flatMap((row, index) => {
    const frames = symbols.framesAt(row.offset);
    const next = rows[index + 1];
    const isInside = frames.length > inlineDepth && frames.at(-inlineDepth)?.line === line && isPassed(frames[0]!.file);
    return isInside && next ? [{ start: row.offset, end: next.offset }] : [];
  });
}

/**
 * A call returns into the middle of its line: the step goes on to the next line, but never out of the function, so it
 * stops at a `return` in the line or the function's end.
 */
async function finishLine(thread: SteppedThread, caller: Standing, paused: Paused, unit: StepUnit): Promise<Paused | null> {
  const ranges = caller.symbols.stepRanges(caller.offset, unit);
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
  return { depth: callFrames.length, script, symbols, offset, functionStart: top.functionLocation?.columnNumber ?? -1, inlineDepth: frames.length, hasLine, hasSource, files: frames.map(({ file }) => file) };
}
