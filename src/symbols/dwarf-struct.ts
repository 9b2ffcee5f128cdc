import { At, Tag } from '../dwarf/constants';
import type { Die } from '../dwarf/die';
import { littleEndian } from '../dwarf/stack-value';
import { LazyType, sizeOf, type TypeReader } from './lazy-type';
import type { Member, StructType, TypeInfo, Variant, VariantPart } from './type-info';

/** Structs, classes and unions; enums of Rust are structs with a variant part. */
export class DwarfStruct extends LazyType implements StructType {
  readonly kind = 'struct';
  private content: Pick<StructType, 'members' | 'bases' | 'variants' | 'typeParameters'> | undefined;

  constructor(types: TypeReader, die: Die, readonly flavour: StructType['flavour']) {
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
function memberOf(types: TypeReader, die: Die): Member {
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
function variantsOf(types: TypeReader, part: Die): VariantPart {
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
