import type { BaseType, TypeInfo } from '../symbols/type-info';
import { floatBytes } from './scalar';
import { HeldBytes } from './storage';
import { Value, heldValue, type ValueContext } from './value';

/** Values that an expression makes: they stand nowhere in the program, and their types have the names that C or Rust gives them. */

const BOOL: TypeInfo = { kind: 'base', name: 'bool', sizeBytes: 1, encoding: 'boolean' };
const DOUBLE: TypeInfo = { kind: 'base', name: 'double', sizeBytes: 8, encoding: 'float' };
const F64: TypeInfo = { ...DOUBLE, name: 'f64' };
const CHAR: TypeInfo = { kind: 'base', name: 'char', sizeBytes: 1, encoding: 'signed-char' };

export const booleanValue = (value: boolean, context: ValueContext): Value => heldValue(BOOL, value ? 1n : 0n, context);

/** As wide as it needs to be. */
export function integerValue(value: bigint, context: ValueContext): Value {
  const isRust = context.language === 'rust';
  const make = (name: string, sizeBytes: number, encoding: BaseType['encoding']): Value => heldValue({ kind: 'base', name, sizeBytes, encoding }, value, context);
  if (BigInt.asIntN(64, value) === value) return make(isRust ? 'i64' : 'long long', 8, 'signed');
  if (BigInt.asUintN(64, value) === value) return make(isRust ? 'u64' : 'unsigned long long', 8, 'unsigned');
  if (BigInt.asIntN(128, value) === value) return make(isRust ? 'i128' : '__int128', 16, 'signed');
  if (BigInt.asUintN(128, value) === value) return make(isRust ? 'u128' : 'unsigned __int128', 16, 'unsigned');
  const sizeBytes = Math.ceil((value.toString(2).length + 1) / 8);
  return make(isRust ? `integer of ${sizeBytes * 8} bits` : `_BitInt(${sizeBytes * 8})`, sizeBytes, 'signed');
}

export function floatValue(value: number, context: ValueContext): Value {
  return new Value(context.language === 'rust' ? F64 : DOUBLE, new HeldBytes(floatBytes(value, 8)!), context);
}

export function textValue(text: string, context: ValueContext): Value {
  const bytes = new TextEncoder().encode(`${text}\0`);
  return new Value({ kind: 'array', name: context.language === 'rust' ? '&str' : `char[${bytes.length}]`, sizeBytes: bytes.length, element: CHAR, counts: [bytes.length] }, new HeldBytes(bytes), context);
}
