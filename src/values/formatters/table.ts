import type { TypeInfo } from '../../symbols/type-info';
import { array, characterArray } from './arrays';
import { cppString, cppVector } from './cpp';
import type { Formatter } from './formatter';
import { characterPointer, functionPointer, memberPointer, pointer } from './pointers';
import { rustEnum, rustShared, rustSlice, rustStr, rustString, rustVec, rustWrapper } from './rust';
import { base, enumeration, opaque } from './scalars';
import { struct } from './structs';

/** Asked in this order. The last row takes everything. */
const FORMATTERS: readonly Formatter[] = [
  base, enumeration,
  functionPointer, characterPointer, pointer, memberPointer,
  characterArray, array,
  rustStr, rustString, rustSlice, rustVec, rustEnum, rustShared, rustWrapper,
  cppString, cppVector,
  struct,
  opaque,
];

export function formattersFor(shape: TypeInfo): Formatter[] {
  return FORMATTERS.filter((formatter) => formatter.matches(shape));
}
