/** A part of the processor that does one kind of work: it may begin the next while it has not ended the last. */
export type Unit = 'none' | 'arithmetic' | 'multiplier' | 'divider' | 'load' | 'store' | 'branch' | 'float' | 'call';

/** In rough cycles of a current processor: good enough to share a function's time out between its lines, no more. */
export interface InstructionCost {
  readonly unit: Unit;
  /** Until the unit can begin the next. */
  readonly throughput: number;
  /** Until what needs the result can begin. */
  readonly latency: number;
}

/** What an instruction costs once compiled. Locals, constants and block structure cost next to nothing in compiled code. */
export function instructionCost(opcode: number): InstructionCost {
  return COSTS.get(opcode) ?? (opcode > 0xff ? (PREFIX_COSTS.get(opcode >>> 16) ?? OTHER) : ARITHMETIC);
}

const cost = (unit: Unit, throughput: number, latency: number): InstructionCost => ({ unit, throughput, latency });

const FREE = cost('none', 0, 0);
const ARITHMETIC = cost('arithmetic', 0.3, 1);
const MULTIPLICATION = cost('multiplier', 1, 3);
const LOAD = cost('load', 0.5, 5);
const STORE = cost('store', 1, 0);
/** Compiled to one instruction with the branch behind it. */
const COMPARISON = cost('none', 0, 1);
const BRANCH = cost('branch', 0.5, 0);
const CALL = cost('call', 2, 2);
const INDIRECT_CALL = cost('call', 12, 12);
const FLOAT = cost('float', 0.5, 4);
const ROUNDING = cost('float', 1, 8);
const CONVERSION = cost('float', 1, 6);
/** To a whole number that may not be one: the result is checked. */
const TRUNCATION = cost('float', 2, 12);
const VECTOR = cost('float', 0.5, 2);
const OTHER = cost('arithmetic', 2, 4);
/** Of an i32 by what is known: compiled to a multiplication and what makes it exact. */
export const DIVISION_BY_CONSTANT = cost('multiplier', 2, 9);

/** GC, bulk memory and saturating conversions, SIMD, threads: mostly one machine operation; atomics lock. */
const PREFIX_COSTS = new Map([[0xfb, OTHER], [0xfc, TRUNCATION], [0xfd, VECTOR], [0xfe, cost('store', 20, 20)]]);

const COSTS = new Map<number, InstructionCost>([
  ...range(0x00, 0x03, FREE), [0x04, BRANCH], [0x05, FREE], [0x0b, FREE], [0x0c, BRANCH], [0x0d, BRANCH], [0x0e, cost('branch', 4, 4)], [0x0f, cost('branch', 2, 2)], [0x1a, FREE],
  [0x10, CALL], [0x11, INDIRECT_CALL], [0x12, CALL], [0x13, INDIRECT_CALL], [0x14, INDIRECT_CALL], [0x15, INDIRECT_CALL],
  [0x1b, cost('branch', 1, 2)], [0x1c, cost('branch', 1, 2)],
  [0x20, FREE], [0x21, FREE], [0x22, FREE], [0x23, LOAD], [0x24, STORE], [0x25, LOAD], [0x26, STORE],
  ...range(0x28, 0x35, LOAD), ...range(0x36, 0x3e, STORE), [0x3f, LOAD], [0x40, cost('call', 1_000, 1_000)],
  ...range(0x41, 0x44, FREE), ...range(0x45, 0x5a, COMPARISON), ...range(0x5b, 0x66, cost('float', 0.5, 3)),
  // Multiplications, divisions and remainders of i32, and of i64.
  [0x6c, MULTIPLICATION], ...range(0x6d, 0x70, cost('divider', 7, 20)), [0x7e, MULTIPLICATION], ...range(0x7f, 0x82, cost('divider', 12, 26)),
  // f32 and f64: rounding, sqrt; add, sub, mul; div; conversions.
  ...range(0x8d, 0x90, ROUNDING), [0x91, cost('divider', 4, 13)], ...range(0x92, 0x94, FLOAT), [0x95, cost('divider', 4, 11)],
  ...range(0x9b, 0x9e, ROUNDING), [0x9f, cost('divider', 6, 18)], ...range(0xa0, 0xa2, FLOAT), [0xa3, cost('divider', 4, 14)],
  ...range(0xa8, 0xab, TRUNCATION), ...range(0xae, 0xb1, TRUNCATION), ...range(0xb2, 0xbb, CONVERSION),
  // memory.copy and memory.fill: their size is not known here.
  [0xfc000a, cost('call', 25, 25)], [0xfc000b, cost('call', 25, 25)],
  // SIMD: loads, stores, shuffles, multiplications of whole numbers; f32x4 and f64x2.
  ...range(0xfd0000, 0xfd000a, LOAD), [0xfd000b, STORE], [0xfd000c, FREE], [0xfd000d, cost('float', 3, 6)], [0xfd000e, cost('float', 1, 2)], ...range(0xfd0054, 0xfd0057, LOAD), ...range(0xfd0058, 0xfd005b, STORE), ...range(0xfd005c, 0xfd005d, LOAD),
  [0xfd0095, cost('float', 1, 5)], [0xfd00b5, cost('float', 2, 10)], [0xfd00d5, cost('float', 3, 12)],
  [0xfd00e3, cost('divider', 6, 13)], ...range(0xfd00e4, 0xfd00e6, FLOAT), [0xfd00e7, cost('divider', 5, 11)], ...range(0xfd00e8, 0xfd00eb, FLOAT),
  [0xfd00ef, cost('divider', 9, 18)], ...range(0xfd00f0, 0xfd00f2, FLOAT), [0xfd00f3, cost('divider', 8, 14)], ...range(0xfd00f4, 0xfd00f7, FLOAT), ...range(0xfd00f8, 0xfd00f9, cost('float', 5, 12)), ...range(0xfd00fa, 0xfd00ff, CONVERSION),
]);

function range(from: number, to: number, of: InstructionCost): [number, InstructionCost][] {
  return Array.from({ length: to - from + 1 }, (_, index) => [from + index, of]);
}
