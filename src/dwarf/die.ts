import type { ByteCursor } from '../base/byte-cursor';
import { LIMITS } from '../base/limits';
import type { Abbreviation } from './abbreviation';
import { At, Form } from './constants';
import { fixedSizeOf, readIndirectForm, readUnsigned, skipForm } from './forms';
import type { Unit } from './unit';

/** A place of bytes in a section: an expression, or a constant too large for a number. */
export interface Block {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
}

/**
 * A debugging information entry (DWARF 5, 2.1). Attributes are decoded when asked for; a missing attribute, or one of a
 * class that the question does not fit, is undefined. Damaged attributes throw DecodeError.
 */
export class Die {
  private constructor(
    readonly unit: Unit,
    readonly index: number,
    readonly offset: number,
    private readonly abbreviation: Abbreviation,
    private readonly attributesAt: number,
  ) {}

  static at(unit: Unit, index: number, offset: number): Die {
    const at = unit.cursor(offset);
    const code = at.uleb();
    const abbreviation = unit.abbreviations.get(code);
    if (!abbreviation) throw at.error(`abbreviation ${code} does not exist`, offset);
    return new Die(unit, index, offset, abbreviation, at.offset);
  }

  get tag(): number {
    return this.abbreviation.tag;
  }

  has(attribute: number): boolean {
    return this.abbreviation.attributes.includes(attribute);
  }

  /** The form that an attribute is written in; 0 when it is absent. */
  form(attribute: number): number {
    return this.find(attribute)?.form ?? 0;
  }

  get parent(): Die | undefined {
    const parent = this.unit.tree.parentOf(this.index);
    return parent < 0 ? undefined : this.unit.die(parent);
  }

  *children(): Generator<Die> {
    for (const child of this.unit.tree.children(this.index)) yield this.unit.die(child);
  }

  string(attribute: number): string | undefined {
    const found = this.find(attribute);
    return found && readString(found, this.unit);
  }

  flag(attribute: number): boolean {
    const found = this.find(attribute);
    if (!found) return false;
    return found.form === Form.flag_present || (found.form === Form.flag && found.at.u8() !== 0);
  }

  /** A constant as the standard's signed or unsigned class says; `data` forms are unsigned. */
  bigint(attribute: number): bigint | undefined {
    const found = this.find(attribute);
    const value = found && readConstant(found, this.unit);
    return value === undefined ? undefined : BigInt(value);
  }

  number(attribute: number): number | undefined {
    const found = this.find(attribute);
    const value = found && readConstant(found, this.unit);
    if (value === undefined || typeof value === 'number') return value;
    const exact = Number(value);
    return Number.isSafeInteger(exact) ? exact : undefined;
  }

  /** An address as DWARF counts it; indexes are looked up in the address table. */
  address(attribute: number): number | undefined {
    const found = this.find(attribute);
    if (!found) return undefined;
    return this.unit.readAddress(found.at, found.form);
  }

  /** For `rnglistx` and `loclistx`: the index. */
  listIndex(attribute: number): number | undefined {
    const found = this.find(attribute);
    return found && (found.form === Form.rnglistx || found.form === Form.loclistx) ? found.at.uleb() : undefined;
  }

  reference(attribute: number): Die | undefined {
    const found = this.find(attribute);
    if (!found) return undefined;
    const { at, form } = found;
    switch (form) {
      case Form.ref1:
      case Form.ref2:
      case Form.ref4:
      case Form.ref8:
        return this.unit.dieAt(this.unit.offset + readUnsigned(at, fixedSizeOf(form, this.unit)));
      case Form.ref_udata:
        return this.unit.dieAt(this.unit.offset + at.uleb());
      case Form.ref_addr:
        return this.unit.file.dieAt(readUnsigned(at, fixedSizeOf(form, this.unit)));
      case Form.ref_sig8:
        return this.unit.file.typeOf(at.u64());
      case Form.ref_sup4:
      case Form.ref_sup8:
      case Form.GNU_ref_alt:
        return this.unit.file.supplement?.dieAt(readUnsigned(at, fixedSizeOf(form, this.unit)));
      default:
        return undefined;
    }
  }

  block(attribute: number): Block | undefined {
    const found = this.find(attribute);
    if (!found) return undefined;
    const { at, form } = found;
    const size = blockSize(at, form);
    if (size === undefined) return undefined;
    const start = at.advance(size);
    return { bytes: at.bytes, start, end: start + size };
  }

  /** This entry, then those that complete it: `abstract_origin`, `specification`, and `signature` of a type unit; bounded against cycles. */
  *origins(): Generator<Die> {
    yield this;
    let die = this.origin;
    for (let step = 0; die && step < LIMITS.dwarf.originChain; step++) {
      yield die;
      die = die.origin;
    }
  }

  private get origin(): Die | undefined {
    return this.reference(At.abstract_origin) ?? this.reference(At.specification) ?? this.reference(At.signature);
  }

  /** The first answer along `origins`. */
  inherited<Value>(read: (die: Die) => Value | undefined): Value | undefined {
    for (const die of this.origins()) {
      const value = read(die);
      if (value !== undefined) return value;
    }
    return undefined;
  }

  private find(attribute: number): Found | undefined {
    const { attributes, forms, offsets, implicit } = this.abbreviation;
    const position = attributes.indexOf(attribute);
    if (position < 0) return undefined;
    const known = Math.min(position, offsets.length - 1);
    const at = this.unit.cursor(this.attributesAt + offsets[known]!);
    for (let before = known; before < position; before++) skipForm(at, forms[before]!, this.unit);
    let form = forms[position]!;
    if (form === Form.indirect) form = readIndirectForm(at);
    return { at, form, implicit: implicit.get(position) };
  }
}

interface Found {
  readonly at: ByteCursor;
  readonly form: number;
  readonly implicit: bigint | undefined;
}

/** As a bigint only where a number would not do, or costs nothing. */
function readConstant({ at, form, implicit }: Found, unit: Unit): bigint | number | undefined {
  switch (form) {
    case Form.implicit_const:
      return implicit;
    case Form.sdata:
      return at.sleb64();
    case Form.udata:
      return at.uleb64();
    case Form.data8:
      return at.u64();
    case Form.data1:
    case Form.data2:
    case Form.data4:
    case Form.sec_offset:
      return readUnsigned(at, fixedSizeOf(form, unit));
    default:
      return undefined;
  }
}

function readString({ at, form }: Found, unit: Unit): string | undefined {
  switch (form) {
    case Form.string:
      return at.cString(LIMITS.dwarf.stringBytes);
    case Form.strp:
      return unit.file.stringAt('str', readUnsigned(at, unit.offsetSize));
    case Form.strp_sup:
    case Form.GNU_strp_alt:
      return unit.file.supplement?.stringAt('str', readUnsigned(at, unit.offsetSize));
    case Form.line_strp:
      return unit.file.stringAt('lineStr', readUnsigned(at, unit.offsetSize));
    case Form.strx:
    case Form.GNU_str_index:
      return unit.indexedString(at.uleb());
    case Form.strx1:
    case Form.strx2:
    case Form.strx3:
    case Form.strx4:
      return unit.indexedString(readUnsigned(at, form - Form.strx1 + 1));
    default:
      return undefined;
  }
}

function blockSize(at: ByteCursor, form: number): number | undefined {
  switch (form) {
    case Form.block1:
      return at.u8();
    case Form.block2:
      return at.u16();
    case Form.block4:
      return at.u32();
    case Form.block:
    case Form.exprloc:
      return at.uleb();
    case Form.data16:
      return 16;
    default:
      return undefined;
  }
}
