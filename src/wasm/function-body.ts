import { ByteCursor } from '../base/byte-cursor';
import { DecodeError } from '../base/decode-error';
import { LIMITS } from '../base/limits';
import type { ModuleOffset } from '../base/offsets';
import { moduleOffset } from '../base/offsets';
import type { Instruction } from './instructions';
import { nestingChange, readInstruction, skipInstruction } from './instructions';
import type { ValueType, WasmFunction, WasmModule } from './module';
import { readVector } from './module-draft';
import { readValueType } from './value-type';

/** A run of locals of one type (Wasm 3.0, 5.5.13). */
export interface LocalRun {
  readonly count: number;
  readonly type: ValueType;
}

/** A decoded body. Where it is damaged, `instructions` end before the damage and `problem` names it. */
export interface FunctionBody {
  readonly locals: readonly LocalRun[];
  /** First instruction; the end of the body where the locals are damaged. */
  readonly codeStart: ModuleOffset;
  readonly instructions: readonly Instruction[];
  readonly problem: DecodeError | null;
}

export function decodeBody(module: WasmModule, fn: WasmFunction): FunctionBody {
  const locals: LocalRun[] = [];
  const instructions: Instruction[] = [];
  const at = new ByteCursor('code', module.bytes, fn.bodyStart, fn.bodyEnd);
  let codeStart = fn.bodyEnd;
  try {
    readLocals(at, locals);
    codeStart = moduleOffset(at.offset);
    for (let depth = 1; depth > 0; depth += nestingChange(instructions.at(-1)!.opcode)) instructions.push(readInstruction(at));
    if (!at.done) throw at.error(`${at.remaining} bytes after the body's end`);
    return { locals, codeStart, instructions, problem: null };
  } catch (problem) {
    if (!(problem instanceof DecodeError)) throw problem;
    return { locals, codeStart, instructions, problem };
  }
}

/** How many locals a body declares, parameters not counted. Throws DecodeError where that is damaged. */
export function declaredLocals(module: WasmModule, fn: WasmFunction): number {
  const locals: LocalRun[] = [];
  readLocals(new ByteCursor('code', module.bytes, fn.bodyStart, fn.bodyEnd), locals);
  return locals.reduce((sum, { count }) => sum + count, 0);
}

/** The locals alone, without decoding the instructions. Throws DecodeError where they are damaged. */
export function localsOf(module: WasmModule, fn: WasmFunction): LocalRun[] {
  const locals: LocalRun[] = [];
  readLocals(new ByteCursor('code', module.bytes, fn.bodyStart, fn.bodyEnd), locals);
  return locals;
}

/** Calls `visit` for each instruction of a body, without decoding it. Throws DecodeError where the body is damaged. */
export function walkBody(module: WasmModule, fn: WasmFunction, visit: (opcode: number, offset: number) => void): void {
  const at = new ByteCursor('code', module.bytes, fn.bodyStart, fn.bodyEnd);
  readLocals(at, []);
  for (let depth = 1; depth > 0; ) {
    const offset = at.offset;
    const opcode = skipInstruction(at);
    visit(opcode, offset);
    depth += nestingChange(opcode);
  }
}

/** Where each instruction of a body starts, ascending; the final `end` is one, too. */
export function instructionBoundaries(module: WasmModule, fn: WasmFunction): Uint32Array {
  return bodyPlaces(module, fn).boundaries;
}

/** Where V8 can stop: at every instruction but those that only open a block or an arm of one. */
export function breakableOffsets(module: WasmModule, fn: WasmFunction): Uint32Array {
  return bodyPlaces(module, fn).breakable;
}

/**
 * The first place at or after `offset` in the same body where V8 can stop: where it puts a breakpoint asked for at
 * `offset`. Undefined outside of bodies and where the rest of the body can't be decoded.
 */
export function snapForward(module: WasmModule, offset: ModuleOffset): ModuleOffset | undefined {
  const fn = module.functionAt(offset);
  if (!fn) return undefined;
  const starts = breakableOffsets(module, fn);
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (starts[middle]! < offset) low = middle + 1;
    else high = middle;
  }
  const start = starts[low];
  return start === undefined ? undefined : moduleOffset(start);
}

interface BodyPlaces {
  readonly boundaries: Uint32Array;
  readonly breakable: Uint32Array;
}

/** A step through source asks for the same few bodies again and again. */
const placesOf = new WeakMap<WasmModule, Map<number, BodyPlaces>>();

function bodyPlaces(module: WasmModule, fn: WasmFunction): BodyPlaces {
  const known = placesOf.get(module) ?? new Map<number, BodyPlaces>();
  placesOf.set(module, known);
  const hit = known.get(fn.index);
  if (hit) return hit;
  if (known.size >= LIMITS.wasm.cachedBodies) known.clear();
  const { instructions } = decodeBody(module, fn);
  const offsets = (chosen: readonly Instruction[]): Uint32Array => Uint32Array.from(chosen, ({ offset }) => offset);
  const places = { boundaries: offsets(instructions), breakable: offsets(instructions.filter(({ opcode }) => !UNBREAKABLE.has(opcode))) };
  known.set(fn.index, places);
  return places;
}

/** `block`, `loop`, `else`, `try`, `catch`, `try_table` (V8, WasmOpcodes::IsBreakable). */
const UNBREAKABLE = new Set([0x02, 0x03, 0x05, 0x06, 0x07, 0x1f]);

function readLocals(at: ByteCursor, locals: LocalRun[]): void {
  let total = 0;
  readVector(at, LIMITS.wasm.locals, () => {
    const start = at.offset;
    const count = at.uleb32();
    total += count;
    if (total > LIMITS.wasm.locals) throw at.error(`${total} locals, more than the limit of ${LIMITS.wasm.locals}`, start);
    locals.push({ count, type: readValueType(at) });
  });
}
