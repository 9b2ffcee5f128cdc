import { ByteCursor } from '../base/byte-cursor';
import { At, Form } from './constants';
import { LIMITS } from '../base/limits';
import { SECTION_NAMES } from './debug-sections';
import type { Die } from './die';
import { isTombstone, readAddress } from './forms';

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
  const visitLive = (start: number, end: number): void => {
    if (start < end && !isTombstone(start, unit.addressSize)) visit(start, end);
  };
  const listIndex = die.listIndex(At.ranges);
  if (listIndex !== undefined) return visitList5(die, unit.listOffset('rnglists', listIndex), visitLive);
  const offset = die.number(At.ranges);
  if (offset !== undefined) return unit.version >= 5 ? visitList5(die, offset, visitLive) : visitList4(die, offset + unit.rangesBase, visitLive);
  const start = die.address(At.low_pc);
  if (start === undefined) return;
  // A constant counts from low_pc (2.17.2), an address stands for itself.
  const end = die.form(At.high_pc) === Form.addr ? die.address(At.high_pc) : start + (die.number(At.high_pc) ?? die.address(At.high_pc) ?? 0);
  visitLive(start, end ?? start);
}

/** Many entries may name one long list: that of a unit is read a few times in all, others are short. */
function admit(die: Die, count: number, at: ByteCursor): void {
  if (die.index === 0) die.unit.file.rangeBudget.spend(1, at);
  if (count >= (die.index === 0 ? LIMITS.dwarf.rangesPerUnit : LIMITS.dwarf.rangesPerEntry)) throw at.error('range list too long');
}

/** DWARF 4, 2.17.3: pairs relative to a base; all ones changes the base. */
function visitList4(die: Die, offset: number, visit: (start: number, end: number) => void): void {
  const { unit } = die;
  const at = new ByteCursor(SECTION_NAMES.ranges, (unit.skeleton ?? unit).file.sections.ranges, offset);
  const ones = unit.addressSize === 8 ? 2 ** 64 : 0xffffffff;
  let base = unit.lowPc;
  for (let count = 0; ; count++) {
    admit(die, count, at);
    const start = readAddress(at, unit.addressSize);
    const end = readAddress(at, unit.addressSize);
    if (start === 0 && end === 0) return;
    if (start === ones) base = end;
    else visit(start + base, end + base);
  }
}

/** DWARF 5, 7.25: DW_RLE_*. */
function visitList5(die: Die, offset: number, visit: (start: number, end: number) => void): void {
  const { unit } = die;
  const at = new ByteCursor(SECTION_NAMES.rnglists, unit.file.sections.rnglists, offset);
  let base = unit.lowPc;
  for (let count = 0; ; count++) {
    admit(die, count, at);
    const kind = at.u8();
    switch (kind) {
      case 0: // end_of_list
        return;
      case 1: // base_addressx
        base = unit.addressAt(at.uleb());
        break;
      case 2: // startx_endx
        visit(unit.addressAt(at.uleb()), unit.addressAt(at.uleb()));
        break;
      case 3: { // startx_length
        const start = unit.addressAt(at.uleb());
        visit(start, start + at.uleb());
        break;
      }
      case 4: { // offset_pair: dropped with its base
        const start = at.uleb();
        const end = at.uleb();
        if (!isTombstone(base, unit.addressSize) || base === 0) visit(base + start, base + end);
        break;
      }
      case 5: // base_address
        base = readAddress(at, unit.addressSize);
        break;
      case 6: // start_end
        visit(readAddress(at, unit.addressSize), readAddress(at, unit.addressSize));
        break;
      case 7: { // start_length
        const start = readAddress(at, unit.addressSize);
        visit(start, start + at.uleb());
        break;
      }
      default:
        throw at.error(`unknown range list entry ${kind}`);
    }
  }
}
