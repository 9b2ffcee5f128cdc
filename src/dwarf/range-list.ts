import { ByteCursor } from '../base/byte-cursor';
import { At, Form } from './constants';
import { SECTION_NAMES } from './debug-sections';
import type { Die } from './die';
import { isTombstone, readAddress } from './forms';
import type { Unit } from './unit';

/** Half open, in the addresses that DWARF counts. */
export interface AddressRange {
  readonly start: number;
  readonly end: number;
}

const MAX_RANGES = 1_000_000;

/** The code that an entry covers (DWARF 5, 2.17): nothing for declarations, dropped and empty code. */
export function rangesOf(die: Die): AddressRange[] {
  const { unit } = die;
  const listIndex = die.listIndex(At.ranges);
  if (listIndex !== undefined) return readRangeList5(unit, unit.listOffset('rnglists', listIndex));
  const offset = die.number(At.ranges);
  if (offset !== undefined) return unit.version >= 5 ? readRangeList5(unit, offset) : readRangeList4(unit, offset + unit.rangesBase);
  const start = die.address(At.low_pc);
  if (start === undefined) return [];
  // A constant counts from low_pc (2.17.2), an address stands for itself.
  const end = die.form(At.high_pc) === Form.addr ? die.address(At.high_pc) : start + (die.number(At.high_pc) ?? die.address(At.high_pc) ?? 0);
  return live([{ start, end: end ?? start }], unit);
}

function live(ranges: AddressRange[], unit: Unit): AddressRange[] {
  return ranges.filter(({ start, end }) => start < end && !isTombstone(start, unit.addressSize));
}

/** DWARF 4, 2.17.3: pairs relative to a base; all ones changes the base. */
function readRangeList4(unit: Unit, offset: number): AddressRange[] {
  const at = new ByteCursor(SECTION_NAMES.ranges, (unit.skeleton ?? unit).file.sections.ranges, offset);
  const ones = unit.addressSize === 8 ? 2 ** 64 : 0xffffffff;
  let base = unit.lowPc;
  const ranges: AddressRange[] = [];
  while (ranges.length < MAX_RANGES) {
    const start = readAddress(at, unit.addressSize);
    const end = readAddress(at, unit.addressSize);
    if (start === 0 && end === 0) break;
    if (start === ones) base = end;
    else ranges.push({ start: start + base, end: end + base });
  }
  return live(ranges, unit);
}

/** DWARF 5, 7.25: DW_RLE_*. */
function readRangeList5(unit: Unit, offset: number): AddressRange[] {
  const at = new ByteCursor(SECTION_NAMES.rnglists, unit.file.sections.rnglists, offset);
  const ranges: AddressRange[] = [];
  let base = unit.lowPc;
  while (ranges.length < MAX_RANGES) {
    const kind = at.u8();
    switch (kind) {
      case 0: // end_of_list
        return live(ranges, unit);
      case 1: // base_addressx
        base = unit.addressAt(at.uleb());
        break;
      case 2: // startx_endx
        ranges.push({ start: unit.addressAt(at.uleb()), end: unit.addressAt(at.uleb()) });
        break;
      case 3: { // startx_length
        const start = unit.addressAt(at.uleb());
        ranges.push({ start, end: start + at.uleb() });
        break;
      }
      case 4: { // offset_pair: dropped with its base
        const start = at.uleb();
        const end = at.uleb();
        if (!isTombstone(base, unit.addressSize) || base === 0) ranges.push({ start: base + start, end: base + end });
        break;
      }
      case 5: // base_address
        base = readAddress(at, unit.addressSize);
        break;
      case 6: // start_end
        ranges.push({ start: readAddress(at, unit.addressSize), end: readAddress(at, unit.addressSize) });
        break;
      case 7: { // start_length
        const start = readAddress(at, unit.addressSize);
        ranges.push({ start, end: start + at.uleb() });
        break;
      }
      default:
        throw at.error(`unknown range list entry ${kind}`);
    }
  }
  return live(ranges, unit);
}
