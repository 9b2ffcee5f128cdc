import { ByteCursor } from '../base/byte-cursor';
import { SECTION_NAMES } from './debug-sections';
import type { Block, Die } from './die';
import { isTombstone, readAddress } from './forms';
import type { Unit } from './unit';

const MAX_ENTRIES = 1_000_000;

/**
 * The expression that holds at `address` for a location attribute (DWARF 5, 2.6): its only one, or the entry of its
 * list. null in the gaps of a list: there the value is optimised out. undefined without such an attribute.
 */
export function locationAt(die: Die, attribute: number, address: number): Block | null | undefined {
  const { unit } = die;
  const block = die.block(attribute);
  if (block) return block;
  const index = die.listIndex(attribute);
  if (index !== undefined) return findEntry5(unit, unit.listOffset('loclists', index), address);
  const offset = die.number(attribute);
  if (offset === undefined) return undefined;
  return unit.version >= 5 ? findEntry5(unit, offset, address) : findEntry4(unit, offset, address);
}

/** DWARF 4, 2.6.2. */
function findEntry4(unit: Unit, offset: number, address: number): Block | null {
  if (unit.file.split) return findEntrySplit4(unit, offset, address);
  const at = new ByteCursor(SECTION_NAMES.loc, unit.file.sections.loc, offset);
  const ones = unit.addressSize === 8 ? 2 ** 64 : 0xffffffff;
  let base = unit.lowPc;
  for (let count = 0; count < MAX_ENTRIES; count++) {
    const start = readAddress(at, unit.addressSize);
    const end = readAddress(at, unit.addressSize);
    if (start === 0 && end === 0) return null;
    if (start === ones) {
      base = end;
      continue;
    }
    const expression = take(at, at.u16());
    if (address >= start + base && address < end + base) return expression;
  }
  return null;
}

/** GNU split DWARF 4 has kinds of its own in `.debug_loc.dwo`: end, base index, start and end index, start index and length. */
function findEntrySplit4(unit: Unit, offset: number, address: number): Block | null {
  const at = new ByteCursor(SECTION_NAMES.loc, unit.file.sections.loc, offset);
  for (let count = 0; count < MAX_ENTRIES; count++) {
    const kind = at.u8();
    if (kind === 0) return null;
    if (kind === 1) {
      at.skipLeb();
      continue;
    }
    if (kind > 3) throw at.error(`unknown location list entry ${kind}`);
    const start = unit.addressAt(at.uleb());
    const end = kind === 2 ? unit.addressAt(at.uleb()) : start + at.u32();
    const expression = take(at, at.u16());
    if (address >= start && address < end) return expression;
  }
  return null;
}

/** DWARF 5, 7.7.3: DW_LLE_*. A default entry holds where no other does. */
function findEntry5(unit: Unit, offset: number, address: number): Block | null {
  const at = new ByteCursor(SECTION_NAMES.loclists, unit.file.sections.loclists, offset);
  let base = unit.lowPc;
  let otherwise: Block | null = null;
  for (let count = 0; count < MAX_ENTRIES; count++) {
    let start: number;
    let end: number;
    const kind = at.u8();
    switch (kind) {
      case 0: // end_of_list
        return otherwise;
      case 1: // base_addressx
        base = unit.addressAt(at.uleb());
        continue;
      case 6: // base_address
        base = readAddress(at, unit.addressSize);
        continue;
      case 2: // startx_endx
        start = unit.addressAt(at.uleb());
        end = unit.addressAt(at.uleb());
        break;
      case 3: // startx_length
        start = unit.addressAt(at.uleb());
        end = start + at.uleb();
        break;
      case 4: // offset_pair
        start = base + at.uleb();
        end = base + at.uleb();
        break;
      case 5: // default_location
        otherwise = take(at, at.uleb());
        continue;
      case 7: // start_end
        start = readAddress(at, unit.addressSize);
        end = readAddress(at, unit.addressSize);
        break;
      case 8: // start_length
        start = readAddress(at, unit.addressSize);
        end = start + at.uleb();
        break;
      default:
        throw at.error(`unknown location list entry ${kind}`);
    }
    const expression = take(at, at.uleb());
    if (address >= start && address < end && !isTombstone(start, unit.addressSize)) return expression;
  }
  return otherwise;
}

function take(at: ByteCursor, size: number): Block {
  const start = at.advance(size);
  return { bytes: at.bytes, start, end: start + size };
}
