import type { DecodeError } from '../base/decode-error';
import { attempt } from '../base/decode-error';
import { LIMITS } from '../base/limits';
import { At, Encoding, Tag } from '../dwarf/constants';
import type { Die } from '../dwarf/die';
import { littleEndian } from '../dwarf/stack-value';
import type { Unit } from '../dwarf/unit';
import { countsOf, runTimeBoundsOf, type RunTimeBound } from './array-counts';
import type { ArrayType, BaseType, EnumType, FunctionPointerTarget, Member, PointerType, QualifiedType, StructType, TypedefType, TypeInfo, UnknownType, Variant, VariantPart } from './type-info';
import type { NameIndex } from './name-index';
import { qualifiedNameOf, typeName } from './type-names';

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
export class DwarfTypes {
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

function sizeOf(die: Die): number | null {
  return die.number(At.byte_size) ?? null;
}

/** What all lazily read types share: the name is made once, when it is first shown. */
abstract class LazyType {
  private text: string | undefined;

  constructor(
    protected readonly types: DwarfTypes,
    protected readonly die: Die,
  ) {}

  get name(): string {
    return (this.text ??= this.types.attempt(() => typeName(this.die)) ?? 'unreadable type');
  }
}

class DwarfPointer extends LazyType implements PointerType {
  readonly kind = 'pointer';

  constructor(types: DwarfTypes, die: Die, readonly flavour: PointerType['flavour']) {
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

  constructor(types: DwarfTypes, die: Die, readonly qualifier: QualifiedType['qualifier']) {
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

class DwarfStruct extends LazyType implements StructType {
  readonly kind = 'struct';
  private content: Pick<StructType, 'members' | 'bases' | 'variants' | 'typeParameters'> | undefined;

  constructor(types: DwarfTypes, die: Die, readonly flavour: StructType['flavour']) {
    super(types, die);
  }

  get sizeBytes(): number | null {
    return this.types.attempt(() => sizeOf(this.die)) ?? null;
  }

  get members(): readonly Member[] {
    return this.read().members;
  }

  get bases(): readonly Member[] {
    return this.read().bases;
  }

  get variants(): VariantPart | null {
    return this.read().variants;
  }

  get typeParameters(): StructType['typeParameters'] {
    return this.read().typeParameters;
  }

  private read(): Pick<StructType, 'members' | 'bases' | 'variants' | 'typeParameters'> {
    return (this.content ??= this.types.attempt(() => this.readContent()) ?? { members: [], bases: [], variants: null, typeParameters: [] });
  }

  private readContent(): Pick<StructType, 'members' | 'bases' | 'variants' | 'typeParameters'> {
    const members: Member[] = [];
    const bases: Member[] = [];
    const typeParameters: { name: string; type: TypeInfo }[] = [];
    let variants: VariantPart | null = null;
    for (const die of this.die.children()) {
      if (die.tag === Tag.inheritance) bases.push(memberOf(this.types, die));
      // Static members of C++ are variables; before DWARF 5 they were written as members without a place.
      else if (die.tag === Tag.member && !die.flag(At.external)) members.push(memberOf(this.types, die));
      else if (die.tag === Tag.variant_part) variants = variantsOf(this.types, die);
      else if (die.tag === Tag.template_type_parameter) typeParameters.push({ name: die.string(At.name) ?? '', type: this.types.of(die) });
    }
    return { members, bases, variants, typeParameters };
  }
}

/** Bases have no name of their own: theirs is their type's. */
function memberOf(types: DwarfTypes, die: Die): Member {
  const type = types.of(die);
  const { offsetBytes, bits } = placeOf(die, type);
  const name = die.string(At.name) ?? (die.tag === Tag.inheritance ? type.name : '');
  const virtualOffset = die.tag === Tag.inheritance ? virtualOffsetOf(die) : undefined;
  return { name, type, offsetBytes, ...(bits ? { bits } : {}), artificial: die.flag(At.artificial), ...(virtualOffset === undefined ? {} : { virtualOffset }) };
}

/** Compilers write `DW_OP_dup, DW_OP_deref, DW_OP_const… n, DW_OP_minus, DW_OP_deref, DW_OP_plus` where a virtual base is to be found. */
function virtualOffsetOf(die: Die): number | undefined {
  const block = die.block(At.data_member_location);
  if (block?.bytes[block.start] !== 0x12 || block.bytes[block.start + 1] !== 0x06) return undefined;
  const cursor = die.unit.cursor(block.start + 3);
  switch (block.bytes[block.start + 2]) {
    case 0x08:
      return -cursor.u8();
    case 0x10:
      return -cursor.uleb();
    default:
      return undefined;
  }
}

/** DWARF 5, 5.7.6. Bit-fields of DWARF 3 count from the most significant bit of their storage, later ones from the start of the struct. */
function placeOf(die: Die, type: TypeInfo): { offsetBytes: number; bits?: { offset: number; size: number } } {
  const offsetBytes = memberOffset(die);
  const size = die.number(At.bit_size);
  // rustc 1.63 gives the tail of an unsized struct no bits at all: a place, and no bit-field.
  if (size === undefined || size === 0) return { offsetBytes };
  const fromStart = die.number(At.data_bit_offset);
  const storage = type.sizeBytes ?? 4;
  if (fromStart !== undefined) {
    // The storage unit that the compiler meant, unless the field crosses its end.
    const unitBits = storage * 8;
    const aligned = Math.floor(fromStart / unitBits) * unitBits;
    const start = fromStart + size <= aligned + unitBits ? aligned : Math.floor(fromStart / 8) * 8;
    return { offsetBytes: start / 8, bits: { offset: fromStart - start, size } };
  }
  const fromTop = Number(BigInt.asIntN(32, die.bigint(At.bit_offset) ?? 0n));
  const bits = (die.number(At.byte_size) ?? storage) * 8;
  return { offsetBytes, bits: { offset: bits - fromTop - size, size } };
}

/** A constant, or (DWARF 2) an expression that adds one: `DW_OP_plus_uconst n`. Virtual bases have none that is fixed: see virtualOffset. */
function memberOffset(die: Die): number {
  const constant = die.number(At.data_member_location);
  if (constant !== undefined) return constant;
  const block = die.block(At.data_member_location);
  if (!block || block.bytes[block.start] !== 0x23) return 0;
  const at = die.unit.cursor(block.start + 1);
  return at.uleb();
}

/** DWARF 5, 5.7.10. The name of a variant is that of its member, or of the member's type. */
function variantsOf(types: DwarfTypes, part: Die): VariantPart {
  const discriminant = part.reference(At.discr);
  const variants: Variant[] = [];
  for (const die of part.children()) {
    if (die.tag !== Tag.variant) continue;
    const inner = [...die.children()].find(({ tag }) => tag === Tag.member);
    if (!inner) continue;
    const member = memberOf(types, inner);
    const line = inner.number(At.decl_line);
    variants.push({ value: discriminantOf(die), name: member.name || member.type.name.replace(/^.*::/, ''), member, ...(line === undefined ? {} : { line }) });
  }
  return { discriminant: discriminant ? memberOf(types, discriminant) : null, variants };
}

/** 128 bits are written as a block. */
function discriminantOf(variant: Die): bigint | null {
  const block = variant.block(At.discr_value);
  return block ? littleEndian(block.bytes.subarray(block.start, block.end)) : (variant.bigint(At.discr_value) ?? null);
}

/** The base types that expressions name (2.5.1). */
export function baseTypeShape(unit: Unit, unitOffset: number): { encoding: number; sizeBytes: number } | undefined {
  const die = unit.dieAt(unit.offset + unitOffset);
  if (die?.tag !== Tag.base_type) return undefined;
  return { encoding: die.number(At.encoding) ?? Encoding.unsigned, sizeBytes: die.number(At.byte_size) ?? unit.addressSize };
}
