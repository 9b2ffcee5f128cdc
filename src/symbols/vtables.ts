import { At, Tag } from '../dwarf/constants';
import type { Die } from '../dwarf/die';
import { readAddress } from '../dwarf/forms';
import type { Unit } from '../dwarf/unit';
import type { DwarfTypes } from './dwarf-types';
import { languageOf } from './source-language';
import type { TypeInfo } from './type-info';

const DW_OP_ADDR = 0x03;
const DW_OP_ADDRX = 0xa1;

/**
 * The concrete type behind a Rust trait object. rustc describes each table of methods as a variable
 * `<Type as Trait>::{vtable}` at the top of a unit, of a type whose DW_AT_containing_type is the concrete one.
 */
export function typeWithVtable(address: number, units: Iterable<Unit>, types: DwarfTypes): TypeInfo | undefined {
  for (const unit of units) {
    const type = types.attempt(() => (languageOf(unit.language) === 'rust' && mayName(unit, address) ? typeIn(unit, address, types) : undefined));
    if (type) return type;
  }
  return undefined;
}

/** Looks for the bytes of the address, so that units are not read in vain; since DWARF 5 addresses stand in a table of their own. */
function mayName(unit: Unit, address: number): boolean {
  if (unit.version >= 5) return true;
  const { bytes } = unit.cursor(unit.offset);
  const { end } = unit.header;
  for (let at = bytes.indexOf(DW_OP_ADDR, unit.offset); at >= 0 && at + unit.addressSize < end; at = bytes.indexOf(DW_OP_ADDR, at + 1)) {
    if (readAddress(unit.cursor(at + 1), unit.addressSize) === address) return true;
  }
  return false;
}

function typeIn(unit: Unit, address: number, types: DwarfTypes): TypeInfo | undefined {
  for (const index of unit.tree.children(0)) {
    if (unit.tree.tagOf(index) !== Tag.variable) continue;
    const die = unit.die(index);
    if (addressOf(die) !== address || !die.string(At.name)?.endsWith('::{vtable}')) continue;
    const concrete = die.reference(At.type)?.reference(At.containing_type);
    if (concrete) return types.at(concrete);
  }
  return undefined;
}

function addressOf(die: Die): number | undefined {
  const location = die.block(At.location);
  if (!location) return undefined;
  const operand = die.unit.cursor(location.start + 1);
  const operation = location.bytes[location.start];
  if (operation === DW_OP_ADDR) return readAddress(operand, die.unit.addressSize);
  return operation === DW_OP_ADDRX ? die.unit.addressAt(operand.uleb()) : undefined;
}
