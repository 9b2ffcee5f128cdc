import type { StructType, TypeInfo } from '../../symbols/type-info';
import type { Value } from '../value';
import { UnknownLayout } from './formatter';

/** Looking into structs of libraries whose layout differs between versions: by member names, never by offsets. */

/** Follows member names inward, through base classes and unnamed members. */
export function path(value: Value, ...names: string[]): Value {
  return names.reduce((inside, name) => {
    const found = memberNamed(inside, name);
    if (!found) throw new UnknownLayout(`no ${name} in ${inside.type.name}`);
    return found;
  }, value);
}

/** A member by name, also one of a base class or of an unnamed struct or union inside. */
export function memberNamed(value: Value, name: string, depth = 0): Value | undefined {
  const shape = value.shape;
  if (shape.kind !== 'struct' || depth > 8) return undefined;
  const own = shape.members.find((member) => member.name === name);
  if (own) return value.member(own);
  for (const member of [...shape.bases, ...shape.members.filter((candidate) => candidate.name === '')]) {
    const inner = memberNamed(value.member(member), name, depth + 1);
    if (inner) return inner;
  }
  return undefined;
}

/** The type's own name, without namespaces and parameters: `Vec` of `alloc::vec::Vec<u8, alloc::alloc::Global>`. */
export function plainName(type: TypeInfo): string {
  const end = type.name.indexOf('<');
  const path = end < 0 ? type.name : type.name.slice(0, end);
  return path.slice(path.lastIndexOf(':') + 1);
}

export function typeParameter(value: Value, name: string): TypeInfo | undefined {
  return (value.shape as StructType).typeParameters.find((parameter) => parameter.name === name)?.type;
}

export const isStruct = (shape: TypeInfo): shape is StructType => shape.kind === 'struct';
