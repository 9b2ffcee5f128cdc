/** In rough cycles of a current processor: good enough to share a function's time out between its lines, no more. */
export interface InstructionCost {
  /** For how long others have to wait that need the same part of the processor: it works on several at once. */
  readonly throughput: number;
  /** Until what needs the result can begin. */
  readonly latency: number;
}

/** What an instruction costs once compiled. Locals, constants and block structure cost next to nothing in compiled code. */
export function instructionCost(opcode: number): InstructionCost {
  return COSTS.get(opcode) ?? (opcode > 0xff ? (PREFIX_COSTS.get(opcode >>> 16) ?? OTHER) : ARITHMETIC);
}

const cost = (throughput: number, latency: number): InstructionCost => ({ throughput, latency });

const FREE = cost(0.02, 0);
const ARITHMETIC = cost(0.35, 1);
const LOAD = cost(0.6, 5);
const STORE = cost(1, 1);
const BRANCH = cost(0.5, 1);
const CALL = cost(8, 8);
const INDIRECT_CALL = cost(16, 16);
const FLOAT = cost(0.6, 3.5);
const CONVERSION = cost(1, 5);
const OTHER = cost(2, 4);

/** GC, bulk memory and saturating conversions, SIMD, threads: mostly one machine operation; atomics lock. */
const PREFIX_COSTS = new Map([[0xfb, cost(2, 4)], [0xfc, cost(2, 6)], [0xfd, cost(0.6, 3)], [0xfe, cost(20, 20)]]);

const COSTS = new Map<number, InstructionCost>([
  ...range(0x00, 0x03, FREE), [0x04, BRANCH], [0x05, FREE], [0x0b, FREE], [0x0c, BRANCH], [0x0d, BRANCH], [0x0e, cost(4, 4)], [0x0f, cost(2, 2)], [0x1a, FREE],
  [0x10, CALL], [0x11, INDIRECT_CALL], [0x12, CALL], [0x13, INDIRECT_CALL], [0x14, INDIRECT_CALL], [0x15, INDIRECT_CALL],
  [0x20, FREE], [0x21, FREE], [0x22, FREE], [0x23, LOAD], [0x24, STORE], [0x25, LOAD], [0x26, STORE],
  ...range(0x28, 0x35, LOAD), ...range(0x36, 0x3e, STORE), [0x3f, LOAD], [0x40, cost(1_000, 1_000)],
  ...range(0x41, 0x44, FREE),
  // Multiplications, divisions and remainders of i32, and of i64.
  [0x6c, cost(1, 3)], ...range(0x6d, 0x70, cost(6, 14)), [0x7e, cost(1, 3)], ...range(0x7f, 0x82, cost(8, 18)),
  // f32 and f64: rounding, sqrt; add, sub, mul; div; conversions.
  ...range(0x8d, 0x90, cost(1, 8)), [0x91, cost(6, 14)], ...range(0x92, 0x94, FLOAT), [0x95, cost(4, 11)],
  ...range(0x9b, 0x9e, cost(1, 8)), [0x9f, cost(8, 18)], ...range(0xa0, 0xa2, FLOAT), [0xa3, cost(5, 14)], ...range(0xa8, 0xab, CONVERSION), ...range(0xae, 0xbb, CONVERSION),
  // memory.copy and memory.fill: their size is not known here.
  [0xfc000a, cost(40, 40)], [0xfc000b, cost(40, 40)],
]);

function range(from: number, to: number, of: InstructionCost): [number, InstructionCost][] {
  return Array.from({ length: to - from + 1 }, (_, index) => [from + index, of]);
}
