import type { BaseType } from '../symbols/type-info';
import { BASE_TYPES } from './type-by-name';

/** `u32::MAX`, `i8::MIN`, `u64::BITS` (The Rust Standard Library, primitive integer types), which no debug information describes. */
export function rustLimit(name: string): { readonly type: BaseType; readonly value: bigint } | undefined {
  const [, sign, written, limit] = /^(?:(?:std|core)::)?([iu])(8|16|32|64|128|size)::(MAX|MIN|BITS)$/.exec(name) ?? [];
  if (!sign || !written) return undefined;
  const type = BASE_TYPES.get(`${sign}${written}`) as BaseType;
  const bits = BigInt(type.sizeBytes! * 8);
  if (limit === 'BITS') return { type: BASE_TYPES.get('u32') as BaseType, value: bits };
  const span = 1n << (sign === 'i' ? bits - 1n : bits);
  return { type, value: limit === 'MAX' ? span - 1n : sign === 'i' ? -span : 0n };
}
