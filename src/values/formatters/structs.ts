import type { StructType, TypeInfo } from '../../symbols/type-info';
import { typeText } from '../type-text';
import { Unavailable } from '../storage';
import type { Formatter, NamedValue, Parts, Value } from '../value';
import { partsOf } from './formatter';
import { isStruct } from './layout';
import { listText } from './list';

/** Structs, unions and classes as declared, base classes first; Rust's tuples and tuple structs by position. */
export const struct: Formatter = {
  name: 'struct',
  matches: isStruct,
  async summary(value, inside) {
    const shape = value.shape as StructType;
    if (shape.sizeBytes === null) throw new Unavailable('not described by the debug information');
    const parts = members(value).filter((part) => !isHidden(part.name));
    const tuple = isTupleLike(shape);
    if (parts.length === 0) return tuple || shape.name === '()' ? '()' : '{}';
    return listText(partsOf(parts), inside, tuple ? { open: '(', close: ')', named: false } : { open: '{', close: '}', named: true });
  },
  parts: (value) => plainParts(value),
};

/** Members of a struct without variants, elements of nothing else: null for all other values. */
export function plainParts(value: Value): Promise<Parts | null> {
  const shape = value.shape;
  if (shape.kind !== 'struct' || shape.variants) return Promise.resolve(null);
  const parts = members(value);
  return Promise.resolve(parts.length === 0 ? null : partsOf(parts));
}

export function members(value: Value): NamedValue[] {
  const shape = value.shape as StructType;
  return [
    ...shape.bases.map((base) => ({ name: typeText(base.type), value: value.member(base) })),
    ...shape.members.filter((member) => !isMarker(member.type)).map((member) => ({ name: positionOf(member.name) ?? member.name, value: value.member(member) })),
  ];
}

/** Rust names the fields of tuples `__0`, `__1`; one writes `.0`, `.1`. */
function positionOf(name: string): string | undefined {
  return /^__(\d+)$/.exec(name)?.[1];
}

export function isTupleLike(shape: StructType): boolean {
  return shape.members.length > 0 && shape.members.every((member) => positionOf(member.name) !== undefined);
}

/** Rust's PhantomData and its global allocator hold nothing, and say something only to the compiler. */
const isMarker = (type: TypeInfo): boolean => type.sizeBytes === 0 && /^(?:core::mem::manually_drop::ManuallyDrop<)?(?:core::marker::Phantom|alloc::alloc::Global\b)/.test(type.name);

/** The compiler's own: shown when unfolded, left out of the line. */
const isHidden = (name: string): boolean => name.startsWith('_vptr');
