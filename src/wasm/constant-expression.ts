import type { ByteCursor } from '../base/byte-cursor';
import { moduleOffset } from '../base/offsets';
import type { Instruction } from './instructions';
import { readExpression } from './instructions';
import type { ConstantExpression } from './module';

/** A constant expression with its `end` (Wasm 3.0, 5.4.9). */
export function readConstantExpression(at: ByteCursor): ConstantExpression {
  const start = moduleOffset(at.offset);
  const instructions = readExpression(at);
  const functions = instructions.flatMap(({ immediates }) => immediates.flatMap((immediate) => (immediate.kind === 'function' ? [immediate.value] : [])));
  return { start, end: moduleOffset(at.offset), constant: constantOf(instructions), functions };
}

function constantOf(instructions: readonly Instruction[]): bigint | null {
  const immediate = instructions.length === 2 ? instructions[0]?.immediates[0] : undefined;
  return immediate?.kind === 'i32' || immediate?.kind === 'i64' ? BigInt(immediate.value) : null;
}
