import type { DecodeError } from '../base/decode-error';
import { attempt } from '../base/decode-error';
import { LIMITS } from '../base/limits';
import { At, Encoding, Tag } from '../dwarf/constants';
import type { Die } from '../dwarf/die';
import type { Unit } from '../dwarf/unit';
import { countsOf, runTimeBoundsOf, type RunTimeBound } from './array-counts';
import { DwarfStruct } from './dwarf-struct';
import { LazyType, sizeOf, type TypeReader } from './lazy-type';
import type { ArrayType, BaseType, EnumType, FunctionPointerTarget, PointerType, QualifiedType, StructType, TypedefType, TypeInfo, UnknownType } from './type-info';
import type { NameIndex } from './name-index';
import { qualifiedNameOf } from './type-names';

export const VOID: BaseType = { kind: 'base', name: 'void', sizeBytes: null, encoding: 'void' };

const ENCODINGS = new Map<number, BaseType['encoding']>([
  [Encoding.boolean, 'boolean'], [Encoding.complex_float, 'complex-float'], [Encoding.float, 'float'], [Encoding.signed, 'signed'],
  [Encoding.signed_char, 'signed-char'], [Encoding.unsigned, 'unsigned'], [Encoding.unsigned_char, 'unsigned-char'], [Encoding.UTF, 'utf'],
  [Encoding.UCS, 'utf'], [Encoding.ASCII, 'unsigned-char'], [Encoding.address, 'unsigned'],
]);

const POINTERS = new Map<number, PointerType['flavour']>([
  [Tag.pointer_type, 'pointer'], [Tag.reference_type, 'reference'], [Tag.rvalue_reference_type, 'rvalue'], [Tag.ptr_to_member_type, 'member'],
]);

const QUALIFIERS = new Map<number, QualifiedType['qualifier']>([
  [Tag.const_type, 'const'], [Tag.volatile_type, 'volatile'], [Tag.restrict_type, 'restrict'], [Tag.atomic_type, 'atomic'],
]);

const STRUCTS = new Map<number, StructType['flavour']>([
  [Tag.structure_type, 'struct'], [Tag.class_type, 'class'], [Tag.union_type, 'union'], [Tag.interface_type, 'class'],
]);

/** Types by entry, made when first asked for; a part that can't be read is an unknown type, with a problem. */
export class DwarfTypes implements TypeReader {
  private readonly known = new Map<Unit, Map<number, TypeInfo>>();

  constructor(
    private readonly problems: DecodeError[],
    private readonly names: NameIndex,
  ) {}

  /** The type that DW_AT_type of an entry names; `void` without one. */
  of(die: Die): TypeInfo {
    const type = this.attempt(() => die.inherited((origin) => (origin.has(At.type) ? { target: origin.reference(At.type) } : undefined)));
    if (type === undefined) return VOID;
    return type.target ? this.at(type.target) : unknownType('unknown type');
  }

  at(die: Die): TypeInfo {
    const ofUnit = this.known.get(die.unit) ?? new Map<number, TypeInfo>();
    this.known.set(die.unit, ofUnit);
    const known = ofUnit.get(die.offset);
    if (known) return known;
    // Known before it is read, should it name itself.
    ofUnit.set(die.offset, unknownType('type that names itself'));
    const type = this.attempt(() => this.read(die)) ?? unknownType('unreadable type');
    ofUnit.set(die.offset, type);
    return type;
  }

  /** A struct, class, union, enum or typedef that is not only declared. Reads units until one has it. `isShort`: scopes may be left out. */
  named(name: string, isShort = false): TypeInfo | undefined {
    const die = this.names.typeNamed(name) ?? (isShort ? this.names.typeShortenedTo(name) : undefined);
    return die && this.at(die);
  }

  attempt<Value>(read: () => Value): Value | undefined {
    return attempt(this.problems, read);
  }

  private read(die: Die): TypeInfo {
    if (die.has(At.signature)) {
      const definition = die.reference(At.signature);
      if (definition) return this.at(definition);
    }
    const flavour = STRUCTS.get(die.tag);
    if (flavour) return this.isDeclaration(die) ? (this.definedElsewhere(die) ?? new DwarfStruct(this, die, flavour)) : new DwarfStruct(this, die, flavour);
    const pointer = POINTERS.get(die.tag);
    if (pointer) return new DwarfPointer(this, die, pointer);
    const qualifier = QUALIFIERS.get(die.tag);
    if (qualifier) return new DwarfQualified(this, die, qualifier);
    switch (die.tag) {
      case Tag.base_type:
        return { kind: 'base', name: die.string(At.name) ?? '', sizeBytes: sizeOf(die), encoding: ENCODINGS.get(die.number(At.encoding) ?? 0) ?? 'unsigned' };
      case Tag.array_type:
        return new DwarfArray(this, die);
      case Tag.enumeration_type:
        return new DwarfEnum(this, die);
      case Tag.typedef:
      case Tag.template_alias:
        return new DwarfTypedef(this, die);
      case Tag.subroutine_type:
      case Tag.subprogram:
        return new DwarfFunction(this, die);
      case Tag.unspecified_type:
        return unspecifiedType(die);
      default:
        return unknownType(die.string(At.name) ?? 'unknown type');
    }
  }

  private isDeclaration(die: Die): boolean {
    return die.flag(At.declaration);
  }

  /** Compilers write a class where it is built, and mere declarations elsewhere. */
  private definedElsewhere(die: Die): TypeInfo | undefined {
    const name = qualifiedNameOf(die);
    const definition = name === undefined ? undefined : this.names.typeNamed(name);
    return definition && definition.offset !== die.offset ? this.at(definition) : undefined;
  }
}

export function unknownType(name: string): UnknownType {
  return { kind: 'unknown', name, sizeBytes: null };
}

/** C++'s `std::nullptr_t` has the size of a pointer and one value; of other unspecified types nothing is known (DWARF 5, 5.2). */
function unspecifiedType(die: Die): PointerType | UnknownType {
  const name = die.string(At.name) ?? 'unspecified';
  return /nullptr/.test(name) ? { kind: 'pointer', name: 'std::nullptr_t', sizeBytes: die.unit.addressSize, flavour: 'pointer', target: VOID } : unknownType(name);
}

class DwarfPointer extends LazyType implements PointerType {
  readonly kind = 'pointer';

  constructor(types: TypeReader, die: Die, readonly flavour: PointerType['flavour']) {
    super(types, die);
  }

  get sizeBytes(): number {
    const size = this.types.attempt(() => sizeOf(this.die));
    if (typeof size === 'number') return size;
    // Itanium C++ ABI, 2.3: a pointer to a member function is two words.
    return this.die.unit.addressSize * (this.flavour === 'member' && this.target.kind === 'function' ? 2 : 1);
  }

  get target(): TypeInfo {
    return this.types.of(this.die);
  }
}

class DwarfQualified extends LazyType implements QualifiedType {
  readonly kind = 'qualified';

  constructor(types: TypeReader, die: Die, readonly qualifier: QualifiedType['qualifier']) {
    super(types, die);
  }

  get sizeBytes(): number | null {
    return boundedSize(this);
  }

  get target(): TypeInfo {
    return this.types.of(this.die);
  }
}

class DwarfTypedef extends LazyType implements TypedefType {
  readonly kind = 'typedef';

  get sizeBytes(): number | null {
    return boundedSize(this);
  }

  get target(): TypeInfo {
    return this.types.of(this.die);
  }
}

/** The size of what stands behind names and qualifiers; null where they lead in a circle. */
function boundedSize(type: TypedefType | QualifiedType): number | null {
  let current: TypeInfo = type;
  for (let step = 0; step < LIMITS.dwarf.typeChain; step++) {
    if (current.kind !== 'typedef' && current.kind !== 'qualified') return current.sizeBytes;
    current = current.target;
  }
  return null;
}

class DwarfArray extends LazyType implements ArrayType {
  readonly kind = 'array';
  private dimensions: readonly (number | null)[] | undefined;

  get element(): TypeInfo {
    return this.types.of(this.die);
  }

  get counts(): readonly (number | null)[] {
    return (this.dimensions ??= this.types.attempt(() => countsOf(this.die)) ?? [null]);
  }

  get runTimeBounds(): readonly (RunTimeBound | null)[] {
    return this.counts.includes(null) ? (this.types.attempt(() => runTimeBoundsOf(this.die)) ?? []) : [];
  }

  get sizeBytes(): number | null {
    const own = this.types.attempt(() => sizeOf(this.die)) ?? null;
    if (own !== null) return own;
    let size = countsProduct(this.counts);
    let current = stripped(this.element);
    // Only a circle of arrays is nested deeper than any program writes.
    for (let step = 0; current.kind === 'array' && step < LIMITS.dwarf.typeChain; step++) {
      size *= countsProduct(current.counts);
      current = stripped(current.element);
    }
    const total = current.kind === 'array' ? NaN : size * (current.sizeBytes ?? NaN);
    return Number.isSafeInteger(total) ? total : null;
  }
}

function countsProduct(counts: readonly (number | null)[]): number {
  return counts.reduce<number>((product, count) => product * (count ?? NaN), 1);
}

function stripped(type: TypeInfo): TypeInfo {
  let current = type;
  for (let step = 0; step < LIMITS.dwarf.typeChain && (current.kind === 'typedef' || current.kind === 'qualified'); step++) current = current.target;
  return current;
}

class DwarfEnum extends LazyType implements EnumType {
  readonly kind = 'enum';
  private values: EnumType['enumerators'] | undefined;

  get sizeBytes(): number | null {
    return this.types.attempt(() => sizeOf(this.die)) ?? this.underlying?.sizeBytes ?? null;
  }

  get signed(): boolean {
    const underlying = this.underlying;
    if (underlying) return underlying.encoding === 'signed' || underlying.encoding === 'signed-char';
    return this.enumerators.some(({ value }) => value < 0n);
  }

  get enumerators(): EnumType['enumerators'] {
    return (this.values ??= this.types.attempt(() => [...this.die.children()].filter(({ tag }) => tag === Tag.enumerator).map((die) => ({ name: die.string(At.name) ?? '', value: die.bigint(At.const_value) ?? 0n }))) ?? []);
  }

  private get underlying(): BaseType | undefined {
    const type = this.die.has(At.type) ? stripped(this.types.of(this.die)) : undefined;
    return type?.kind === 'base' ? type : undefined;
  }
}

class DwarfFunction extends LazyType implements FunctionPointerTarget {
  readonly kind = 'function';
  readonly sizeBytes = null;

  get parameters(): readonly TypeInfo[] {
    return this.types.attempt(() => [...this.die.children()].filter(({ tag }) => tag === Tag.formal_parameter).map((die) => this.types.of(die))) ?? [];
  }

  get result(): TypeInfo | null {
    return this.die.has(At.type) ? this.types.of(this.die) : null;
  }
}

/** The base types that expressions name (2.5.1). */
export function baseTypeShape(unit: Unit, unitOffset: number): { encoding: number; sizeBytes: number } | undefined {
  const die = unit.dieAt(unit.offset + unitOffset);
  if (die?.tag !== Tag.base_type) return undefined;
  return { encoding: die.number(At.encoding) ?? Encoding.unsigned, sizeBytes: die.number(At.byte_size) ?? unit.addressSize };
}
