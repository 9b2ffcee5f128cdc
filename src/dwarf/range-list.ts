import { ByteCursor } from '../base/byte-cursor';
import { At, Form } from './constants';
import { LIMITS } from '../base/limits';
import { SECTION_NAMES } from './debug-sections';
import type { Die } from './die';
import { isTombstone, readAddress } from './forms';
import type { Unit } from './unit';

/** Half open, in the addresses that DWARF counts. */
export interface AddressRange {
  readonly start: number;
  readonly end: number;
}

/** The code that an entry covers (DWARF 5, 2.17): nothing for declarations, dropped and empty code. */
export function rangesOf(die: Die): AddressRange[] {
  const ranges: AddressRange[] = [];
  visitRanges(die, (start, end) => void ranges.push({ start, end }));
  return ranges;
}

/** The same, range by range: a unit can have a hundred thousand. */
export function visitRanges(die: Die, visit: (start: number, end: number) => void): void {
  const { unit } = die;
  const listIndex = die.listIndex(At.ranges);
  if (listIndex !== undefined) return visitList(die, unit.listOffset('rnglists', listIndex), visit);
  const offset = die.number(At.ranges);
  if (offset !== undefined) return visitList(die, unit.version >= 5 ? offset : offset + unit.rangesBase, visit);
  const start = die.address(At.low_pc);
  if (start === undefined) return;
  // A constant counts from low_pc (2.17.2), an address stands for itself.
  const end = die.form(At.high_pc) === Form.addr ? die.address(At.high_pc) : start + (die.number(At.high_pc) ?? die.address(At.high_pc) ?? 0);
  if (end !== undefined && start < end && !isTombstone(start, unit.addressSize)) visit(start, end);
}

/** Many entries may name one long list: that of a unit is read a few times in all, others are short. */
function visitList(die: Die, offset: number, visit: (start: number, end: number) => void): void {
  const { index, unit } = die;
  const most = index === 0 ? LIMITS.dwarf.rangesPerUnit : LIMITS.dwarf.rangesPerEntry;
  const at = unit.version >= 5
    ? new ByteCursor(SECTION_NAMES.rnglists, unit.file.sections.rnglists, offset)
    : new ByteCursor(SECTION_NAMES.ranges, (unit.skeleton ?? unit).file.sections.ranges, offset);
  try {
    if (unit.version >= 5) visitList5(unit, at, most, visit);
    else visitList4(unit, at, most, visit);
  } finally {
    if (index === 0) unit.file.rangeBudget.spend(at.offset - offset, at);
  }
}

/** DWARF 4, 2.17.3: pairs relative to a base; all ones changes the base. */
function visitList4(unit: Unit, at: ByteCursor, most: number, visit: (start: number, end: number) => void): void {
  const { addressSize } = unit;
  const ones = addressSize === 8 ? 2 ** 64 : 0xffffffff;
  let base = unit.lowPc;
  for (let count = 0; count < most; count++) {
    let start = readAddress(at, addressSize);
    const end = readAddress(at, addressSize);
    if (start === 0 && end === 0) return;
    if (start === ones) base = end;
    else {
      start += base;
      if (start < end + base && !isTombstone(start, addressSize)) visit(start, end + base);
    }
  }
  throw at.error('range list too long');
}

/** DWARF 5, 7.25: DW_RLE_*. */
function visitList5(unit: Unit, at: ByteCursor, most: number, visit: (start: number, end: number) => void): void {
  const { addressSize } = unit;
  let base = unit.lowPc;
  for (let count = 0; count < most; count++) {
    const kind = at.u8();
    let start: number;
    let end: number;
    switch (kind) {
      case 0: // end_of_list
        return;
      case 1: // base_addressx
        base = unit.addressAt(at.uleb());
        continue;
      case 2: // startx_endx
        start = unit.addressAt(at.uleb());
        end = unit.addressAt(at.uleb());
        break;
      case 3: // startx_length
        start = unit.addressAt(at.uleb());
        end = start + at.uleb();
        break;
      case 4: // offset_pair: dropped with its base
        start = at.uleb() + base;
        end = at.uleb() + base;
        if (isTombstone(base, addressSize) && base !== 0) continue;
        break;
      case 5: // base_address
        base = readAddress(at, addressSize);
        continue;
      case 6: // start_end
        start = readAddress(at, addressSize);
        end = readAddress(at, addressSize);
        break;
      case 7: // start_length
        start = readAddress(at, addressSize);
        end = start + at.uleb();
        break;
      default:
        throw at.error(`unknown range list entry ${kind}`);
    }
    if (start < end && !isTombstone(start, addressSize)) visit(start, end);
  }
  throw at.error('range list too long');
}
