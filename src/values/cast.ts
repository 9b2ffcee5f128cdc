import { strip, type TypeInfo } from '../symbols/type-info';
import { NoResult, type Scalar } from './arithmetic';
import { floatBytes } from './scalar';
import { scalarOf } from './scalar-of-value';
import { HeldBytes } from './storage';
import { typeText } from './type-text';
import { Value, heldValue } from './value';

/** A value seen as another type, as C's casts and Rust's `as` do: numbers keep their low bits, arrays are their address. NoResult where neither would. */
export async function castTo(value: Value, type: TypeInfo): Promise<Value> {
  const shape = strip(type);
  if (shape.kind !== 'base' && shape.kind !== 'enum' && shape.kind !== 'pointer') throw new NoResult(`nothing is cast to \`${typeText(type)}\`: cast its address to a pointer`);
  if (shape.sizeBytes === null) throw new NoResult(`\`${typeText(type)}\` has no values`);
  const scalar = value.shape.kind === 'array' && value.address !== null ? BigInt(value.address) : await scalarOf(value);
  if (shape.kind === 'base' && shape.encoding === 'float') return floatOfType(Number(scalar), type, shape.sizeBytes, value);
  if (shape.kind === 'base' && shape.encoding === 'boolean') return heldValue(type, Number(scalar) === 0 ? 0n : 1n, value.context);
  return heldValue(type, wholeOf(scalar), value.context);
}

function wholeOf(scalar: Scalar): bigint {
  if (typeof scalar === 'bigint') return scalar;
  if (!Number.isFinite(scalar)) throw new NoResult(`${scalar} is no whole number`);
  return BigInt(Math.trunc(scalar));
}

function floatOfType(number: number, type: TypeInfo, sizeBytes: number, { context }: Value): Value {
  const bytes = floatBytes(number, sizeBytes);
  if (!bytes) throw new NoResult(`nothing is cast to a float of ${sizeBytes} bytes`);
  return new Value(type, new HeldBytes(bytes), context);
}
