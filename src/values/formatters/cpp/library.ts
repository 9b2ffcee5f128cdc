import { strip, type StructType, type TypeInfo } from '../../../symbols/type-info';
import type { Value } from '../../value';
import { UnknownLayout } from '../formatter';
import { isStruct, memberNamed, path, plainName, typeParameter } from '../layout';

/** A type of libc++ by one of these names, in whichever inline namespace (`std::__1`, `std::__2`). */
export function isLibraryType(shape: TypeInfo, ...names: string[]): shape is StructType {
  return isStruct(shape) && shape.name.startsWith('std::') && names.includes(plainName(shape));
}

export const isChrono = (shape: TypeInfo, name: string): boolean => isLibraryType(shape, name) && /^std::(?:__\w+::)?chrono::/.test(shape.name);

/** The first of these members that there is: older and newer versions name them differently. */
export function anyOf(value: Value, ...names: string[]): Value {
  for (const name of names) {
    const found = memberNamed(value, name);
    if (found) return isCompressedPair(found) ? path(found, '__value_') : found;
  }
  throw new UnknownLayout(`none of ${names.join(', ')} in ${value.type.name}`);
}

/** Until LLVM 20 an allocator, mostly empty, shared the place of what stands before it. */
const isCompressedPair = (value: Value): boolean => plainName(value.shape) === '__compressed_pair';

export function requiredParameter(value: Value, name: string): TypeInfo {
  const type = typeParameter(value, name);
  if (!type) throw new UnknownLayout(`no ${name} of ${value.type.name}`);
  return type;
}

/** A number among the template's arguments: 3 of `array<int, 3UL>`. */
export function numberArgument(type: TypeInfo): number | undefined {
  const last = /(?:[<,] ?)(\d+)[uUlL]*>$/.exec(type.name)?.[1];
  return last === undefined ? undefined : Number(last);
}

const MAX_DEPTH = 8;
const MAX_ALIGNMENT = 16;

/** As the Wasm C ABI lays types out; a packed struct shows by its size. */
export function alignmentOf(type: TypeInfo, depth = 0): number {
  const shape = strip(type);
  if (depth > MAX_DEPTH) return 1;
  switch (shape.kind) {
    case 'array':
      return alignmentOf(shape.element, depth + 1);
    case 'struct': {
      const inner = [...shape.bases, ...shape.members].map((member) => alignmentOf(member.type, depth + 1));
      const alignment = Math.max(1, ...inner);
      return (shape.sizeBytes ?? 0) % alignment === 0 ? alignment : 1;
    }
    default: {
      const size = shape.sizeBytes ?? 1;
      const part = shape.kind === 'base' && shape.encoding === 'complex-float' ? size / 2 : shape.kind === 'pointer' && shape.flavour === 'member' ? Math.min(size, 4) : size;
      return Math.min(MAX_ALIGNMENT, 2 ** Math.floor(Math.log2(Math.max(1, part))));
    }
  }
}

/** Where a value of a type stands that follows what ends at `end`. */
export function alignedFor(type: TypeInfo, end: number): number {
  const alignment = alignmentOf(type);
  return Math.ceil(end / alignment) * alignment;
}
