import type { TypeInfo } from '../symbols/type-info';
import { floatBytes } from './scalar';
import { HeldBytes } from './storage';
import { Value, heldValue, type ValueContext } from './value';

/** Values that an expression makes: they stand nowhere in the program, and their types are C's. */

const BOOL: TypeInfo = { kind: 'base', name: 'bool', sizeBytes: 1, encoding: 'boolean' };
const DOUBLE: TypeInfo = { kind: 'base', name: 'double', sizeBytes: 8, encoding: 'float' };
const CHAR: TypeInfo = { kind: 'base', name: 'char', sizeBytes: 1, encoding: 'signed-char' };
const LONG: TypeInfo = { kind: 'base', name: 'long long', sizeBytes: 8, encoding: 'signed' };
const UNSIGNED_LONG: TypeInfo = { kind: 'base', name: 'unsigned long long', sizeBytes: 8, encoding: 'unsigned' };

export const booleanValue = (value: boolean, context: ValueContext): Value => heldValue(BOOL, value ? 1n : 0n, context);

/** As wide as it needs to be. */
export function integerValue(value: bigint, context: ValueContext): Value {
  if (BigInt.asIntN(64, value) === value) return heldValue(LONG, value, context);
  if (BigInt.asUintN(64, value) === value) return heldValue(UNSIGNED_LONG, value, context);
  const bits = value.toString(2).length + 1;
  const sizeBytes = Math.max(16, Math.ceil(bits / 8));
  return heldValue({ kind: 'base', name: sizeBytes === 16 ? '__int128' : `_BitInt(${sizeBytes * 8})`, sizeBytes, encoding: 'signed' }, value, context);
}

export function floatValue(value: number, context: ValueContext): Value {
  return new Value(DOUBLE, new HeldBytes(floatBytes(value, 8)!), context);
}

export function textValue(text: string, context: ValueContext): Value {
  const bytes = new TextEncoder().encode(`${text}\0`);
  return new Value({ kind: 'array', name: `char[${bytes.length}]`, sizeBytes: bytes.length, element: CHAR, counts: [bytes.length] }, new HeldBytes(bytes), context);
}
