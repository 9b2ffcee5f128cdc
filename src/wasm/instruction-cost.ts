/**
 * What an instruction costs once compiled, in rough cycles of a current processor: good enough to share a function's
 * time out between its lines, no more. Locals, constants and block structure cost next to nothing in compiled code.
 */
export function instructionCost(opcode: number): number {
  return COSTS.get(opcode) ?? (opcode > 0xff ? (PREFIX_COSTS.get(opcode >>> 16) ?? 2) : 1);
}

const FREE = 0.1;
const LOAD = 3;
const STORE = 2;
const CALL = 8;

/** Bulk memory, SIMD, threads, GC: mostly one machine operation; atomics lock. */
const PREFIX_COSTS = new Map([[0xfb, 4], [0xfc, 4], [0xfd, 2], [0xfe, 20]]);

const COSTS = new Map<number, number>([
  ...range(0x00, 0x05, FREE), [0x0b, FREE], [0x1a, FREE], [0x0e, 4], [0x0f, 2],
  [0x10, CALL], [0x11, CALL * 2], [0x12, CALL], [0x13, CALL * 2], [0x14, CALL * 2], [0x15, CALL * 2],
  [0x20, FREE], [0x21, FREE], [0x22, FREE], [0x23, LOAD], [0x24, STORE], [0x25, LOAD], [0x26, LOAD],
  ...range(0x28, 0x35, LOAD), ...range(0x36, 0x3e, STORE), [0x3f, LOAD], [0x40, 1_000],
  ...range(0x41, 0x44, FREE),
  // i32.mul, divisions and remainders, and the same of i64.
  [0x6c, 3], ...range(0x6d, 0x70, 20), [0x7e, 3], ...range(0x7f, 0x82, 26),
  // f32 and f64: add, sub, mul, div; sqrt.
  ...range(0x92, 0x94, 4), [0x95, 12], [0x91, 14], ...range(0xa0, 0xa2, 4), [0xa3, 15], [0x9f, 18],
  ...range(0x8d, 0x90, 8), ...range(0x9b, 0x9e, 8), ...range(0xa8, 0xb9, 5),
  // memory.copy and memory.fill: their size is not known here.
  [0xfc000a, 40], [0xfc000b, 40],
]);

function range(from: number, to: number, cost: number): [number, number][] {
  return Array.from({ length: to - from + 1 }, (_, index) => [from + index, cost]);
}
