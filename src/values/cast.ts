import { strip, type PointerType, type TypeInfo } from '../symbols/type-info';
import { NoResult, type Scalar } from './arithmetic';
import { dynamicPointee } from './dynamic-type';
import { floatBytes } from './scalar';
import { scalarOf } from './scalar-of-value';
import { HeldBytes, renewed } from './storage';
import { typeText } from './type-text';
import { Value, heldValue } from './value';

/** A value seen as another type, as C's casts and Rust's `as` do: numbers keep their low bits, arrays are their address. NoResult where neither would. */
export async function castTo(value: Value, type: TypeInfo, reinterprets = false): Promise<Value> {
  const shape = strip(type);
  if (shape.kind === 'pointer' && value.shape.kind === 'pointer' && !reinterprets) return heldValue(type, await addressWithin(value, strip(shape.target)), value.context);
  if (shape.kind !== 'base' && shape.kind !== 'enum' && shape.kind !== 'pointer') throw new NoResult(`nothing is cast to \`${typeText(type)}\`: cast its address to a pointer`);
  if (shape.sizeBytes === null) throw new NoResult(`\`${typeText(type)}\` has no values`);
  const scalar = value.shape.kind === 'array' && value.address !== null ? BigInt(value.address) : await scalarOf(value);
  if (shape.kind === 'base' && shape.encoding === 'float') return floatOfType(Number(scalar), type, shape.sizeBytes, value);
  if (shape.kind === 'base' && shape.encoding === 'boolean') return heldValue(type, Number(scalar) === 0 ? 0n : 1n, value.context);
  return heldValue(type, wholeOf(scalar), value.context);
}

/** Of the part of an object that a pointer to another part of it is cast to, up or down the inheritance; unrelated types share the address. */
async function addressWithin(pointer: Value, wanted: TypeInfo): Promise<bigint> {
  const address = await pointer.unsigned();
  const declared = strip((pointer.shape as PointerType).target);
  if (address === 0n || wanted.kind !== 'struct' || declared.kind !== 'struct' || wanted.name === declared.name) return address;
  const up = baseWithin(await pointer.pointee(), wanted.name);
  const whole = await dynamicPointee(pointer);
  const down = up ?? (whole.shape.name === wanted.name ? whole : baseWithin(whole, wanted.name));
  if (down) return BigInt((await renewed(down.storage)).address ?? address);
  const offset = constantOffset(wanted, declared.name);
  return offset === undefined ? address : address - BigInt(offset);
}

function baseWithin(object: Value, name: string, depth = 0): Value | undefined {
  const shape = object.shape;
  if (shape.kind !== 'struct' || depth > MAX_DEPTH) return undefined;
  for (const base of shape.bases) {
    const part = object.member(base);
    const found = part.shape.name === name ? part : baseWithin(part, name, depth + 1);
    if (found) return found;
  }
  return undefined;
}

/** How far into a class its base of that name begins; where a virtual one does, only an object can tell. */
function constantOffset(type: TypeInfo, name: string, depth = 0): number | undefined {
  if (type.kind !== 'struct' || depth > MAX_DEPTH) return undefined;
  for (const base of type.bases.filter(({ virtualOffset }) => virtualOffset === undefined)) {
    const inner = strip(base.type).name === name ? 0 : constantOffset(strip(base.type), name, depth + 1);
    if (inner !== undefined) return base.offsetBytes + inner;
  }
  return undefined;
}

const MAX_DEPTH = 16;

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
