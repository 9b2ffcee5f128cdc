import type { RunTimeBound } from './array-counts';

/**
 * A type of the debugged program. Sizes and offsets are bytes unless a name says bits.
 * Built lazily: `target`, `members` and the like are getters over the debug information, so cyclic types cost nothing.
 * `name` is the type as written in its language, qualifiers and all (`const char *`, `Option<u32>`).
 */
export type TypeInfo =
  | BaseType
  | PointerType
  | ArrayType
  | StructType
  | EnumType
  | TypedefType
  | QualifiedType
  | FunctionPointerTarget
  | UnknownType;

interface TypeCommon {
  readonly name: string;
  /** null where the type is incomplete or of run-time size. */
  readonly sizeBytes: number | null;
}

export interface BaseType extends TypeCommon {
  readonly kind: 'base';
  readonly encoding: 'boolean' | 'signed' | 'unsigned' | 'float' | 'signed-char' | 'unsigned-char' | 'utf' | 'complex-float' | 'void';
}

export interface PointerType extends TypeCommon {
  readonly kind: 'pointer';
  /** `reference` covers C++ `&`, `rvalue` `&&`, `member` pointers to members. */
  readonly flavour: 'pointer' | 'reference' | 'rvalue' | 'member';
  readonly target: TypeInfo;
}

export interface ArrayType extends TypeCommon {
  readonly kind: 'array';
  readonly element: TypeInfo;
  /** One count a dimension; null for an unknown or flexible one. */
  readonly counts: readonly (number | null)[];
  /** Where a stopped frame has the counts that are null here because the program computed them (C's variable-length arrays). */
  readonly runTimeBounds?: readonly (RunTimeBound | null)[];
}

export interface StructType extends TypeCommon {
  readonly kind: 'struct';
  readonly flavour: 'struct' | 'union' | 'class';
  /** In the order declared. */
  readonly members: readonly Member[];
  readonly bases: readonly Member[];
  /** Rust enums with data (DW_TAG_variant_part), niches included. */
  readonly variants: VariantPart | null;
  /** Template or generic parameters that are types, by name. */
  readonly typeParameters: readonly { readonly name: string; readonly type: TypeInfo }[];
}

export interface Member {
  readonly name: string;
  readonly type: TypeInfo;
  readonly offsetBytes: number;
  /** Bit-fields: counted from the least significant bit of the `offsetBytes` storage, little endian. */
  readonly bits?: { readonly offset: number; readonly size: number };
  readonly artificial: boolean;
  /** Of virtual base classes: where in the virtual table, from its address on, the offset in bytes is written; `offsetBytes` is 0. */
  readonly virtualOffset?: number;
}

export interface VariantPart {
  /** Absent when there is but one variant. */
  readonly discriminant: Member | null;
  readonly variants: readonly Variant[];
}

export interface Variant {
  /** null for the one that holds all other values (a niche's dataful variant). */
  readonly value: bigint | null;
  readonly name: string;
  readonly member: Member;
  /** Of a state machine's states: the line that it waits at. */
  readonly line?: number;
}

export interface EnumType extends TypeCommon {
  readonly kind: 'enum';
  readonly signed: boolean;
  readonly enumerators: readonly { readonly name: string; readonly value: bigint }[];
}

export interface TypedefType extends TypeCommon {
  readonly kind: 'typedef';
  readonly target: TypeInfo;
}

export interface QualifiedType extends TypeCommon {
  readonly kind: 'qualified';
  readonly qualifier: 'const' | 'volatile' | 'restrict' | 'atomic';
  readonly target: TypeInfo;
}

/** What a function pointer points to. */
export interface FunctionPointerTarget extends TypeCommon {
  readonly kind: 'function';
  readonly parameters: readonly TypeInfo[];
  readonly result: TypeInfo | null;
}

export interface UnknownType extends TypeCommon {
  readonly kind: 'unknown';
}

/** Typedefs and qualifiers taken off; bounded, so a cyclic chain ends. */
export function strip(type: TypeInfo): TypeInfo {
  let current = type;
  for (let step = 0; step < 64 && (current.kind === 'typedef' || current.kind === 'qualified'); step++) current = current.target;
  return current;
}
