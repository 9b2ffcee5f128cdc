import type { ByteCursor } from '../base/byte-cursor';
import { Form } from './constants';

/** What the size of a value depends on (DWARF 5, 7.4 and 7.5.1). */
export interface UnitFormat {
  readonly version: number;
  readonly addressSize: number;
  /** 4 in 32-bit DWARF, 8 in 64-bit DWARF. */
  readonly offsetSize: number;
}

/** Whether values have the same sizes in both. */
export function isSameFormat(one: UnitFormat, other: UnitFormat): boolean {
  return one.version === other.version && one.addressSize === other.addressSize && one.offsetSize === other.offsetSize;
}

/** Fixed sizes in bytes by form; -1 where the size is in the value, -2 the unit's offset size, -3 its address size. */
const VARIABLE = -1;
const OFFSET = -2;
const ADDRESS = -3;
const SIZES = new Map<number, number>([
  [Form.addr, ADDRESS], [Form.data1, 1], [Form.data2, 2], [Form.data4, 4], [Form.data8, 8], [Form.data16, 16], [Form.flag, 1],
  [Form.strp, OFFSET], [Form.line_strp, OFFSET], [Form.sec_offset, OFFSET], [Form.strp_sup, OFFSET], [Form.GNU_strp_alt, OFFSET], [Form.GNU_ref_alt, OFFSET],
  [Form.ref1, 1], [Form.ref2, 2], [Form.ref4, 4], [Form.ref8, 8], [Form.ref_sig8, 8], [Form.ref_sup4, 4], [Form.ref_sup8, 8],
  [Form.flag_present, 0], [Form.implicit_const, 0],
  [Form.strx1, 1], [Form.strx2, 2], [Form.strx3, 3], [Form.strx4, 4], [Form.addrx1, 1], [Form.addrx2, 2], [Form.addrx3, 3], [Form.addrx4, 4],
]);

/** The size of a form's value where it is fixed in this unit, else -1. */
export function fixedSizeOf(form: number, unit: UnitFormat): number {
  // DWARF 2 gave references across units the size of an address.
  if (form === Form.ref_addr) return unit.version <= 2 ? unit.addressSize : unit.offsetSize;
  const size = SIZES.get(form) ?? VARIABLE;
  return size === OFFSET ? unit.offsetSize : size === ADDRESS ? unit.addressSize : size;
}

/** Steps over one value. Throws DecodeError on a form that no version of DWARF has. */
export function skipForm(at: ByteCursor, form: number, unit: UnitFormat): void {
  const size = fixedSizeOf(form, unit);
  if (size >= 0) at.advance(size);
  else skipVariable(at, form, unit);
}

/** The same for a form whose size is in its value. */
export function skipVariable(at: ByteCursor, form: number, unit: UnitFormat): void {
  switch (form) {
    case Form.sdata:
    case Form.udata:
    case Form.ref_udata:
    case Form.strx:
    case Form.addrx:
    case Form.loclistx:
    case Form.rnglistx:
    case Form.GNU_addr_index:
    case Form.GNU_str_index:
      return at.skipLeb();
    case Form.block1:
      return void at.advance(at.u8());
    case Form.block2:
      return void at.advance(at.u16());
    case Form.block4:
      return void at.advance(at.u32());
    case Form.block:
    case Form.exprloc:
      return void at.advance(at.uleb());
    case Form.string: {
      const end = at.bytes.indexOf(0, at.offset);
      if (end < 0 || end >= at.end) throw at.error('string without end');
      at.offset = end + 1;
      return;
    }
    case Form.indirect:
      return skipForm(at, readIndirectForm(at), unit);
    default:
      throw at.error(`unknown form 0x${form.toString(16)}`);
  }
}

/** DW_FORM_indirect: the form stands before the value. It may not name itself, nor a constant in the abbreviation. */
export function readIndirectForm(at: ByteCursor): number {
  const form = at.uleb();
  if (form === Form.indirect || form === Form.implicit_const) throw at.error('indirect form leads nowhere');
  return form;
}

/** An unsigned number of 1, 2, 3, 4 or 8 bytes. */
export function readUnsigned(at: ByteCursor, size: number): number {
  switch (size) {
    case 1:
      return at.u8();
    case 2:
      return at.u16();
    case 3:
      return at.u24();
    case 4:
      return at.u32();
    case 8:
      return at.u64AsNumber();
    default:
      throw at.error(`number of ${size} bytes`);
  }
}

/** Like readUnsigned, for addresses: all ones of 64 bits is a tombstone, not an error. */
export function readAddress(at: ByteCursor, size: number): number {
  return size === 8 ? Number(at.u64()) : readUnsigned(at, size);
}

/** The length that begins units and tables (7.4), and the offset size that it announces. */
export function readInitialLength(at: ByteCursor): { readonly length: number; readonly offsetSize: number } {
  const length = at.u32();
  if (length < 0xfffffff0) return { length, offsetSize: 4 };
  if (length !== 0xffffffff) throw at.error('reserved length', at.offset - 4);
  return { length: at.u64AsNumber(), offsetSize: 8 };
}

/** True for what linkers write as the address of dropped code: 0, all ones, and in range and location lists all ones less one. */
export function isTombstone(address: number, addressSize: number): boolean {
  const ones = addressSize === 8 ? 2 ** 64 : 2 ** 32;
  return address === 0 || address >= ones - 2;
}
