import { strip, type TypeInfo } from '../../symbols/type-info';
import type { Formatter } from '../value';
import { array, characterArray } from './arrays';
import { CPP_FORMATTERS } from './cpp/rows';
import { characterPointer, functionPointer, memberPointer, pointer, typeInfoPointer } from './pointers';
import { RUST_FORMATTERS } from './rust/rows';
import { base, enumeration, opaque } from './scalars';
import { struct } from './structs';

/** Asked in this order. The last row takes everything. */
const FORMATTERS: readonly Formatter[] = [
  base, enumeration,
  functionPointer, characterPointer, typeInfoPointer, pointer, memberPointer,
  characterArray, array,
  ...RUST_FORMATTERS,
  ...CPP_FORMATTERS,
  struct,
  opaque,
];

/** Rows by type: an array asks for the same ones again and again. */
const known = new WeakMap<TypeInfo, readonly Formatter[]>();

/** The rows for a type, the user's own (`first`) before all others; those may name a typedef, too. */
export function formattersFor(type: TypeInfo, first: readonly Formatter[] = []): readonly Formatter[] {
  const shape = strip(type);
  const rows = known.get(shape) ?? FORMATTERS.filter((formatter) => formatter.matches(shape));
  known.set(shape, rows);
  return first.length === 0 ? rows : [...first.filter((formatter) => formatter.matches(type) || formatter.matches(shape)), ...rows];
}
