import { At, Tag } from '../dwarf/constants';
import type { Die } from '../dwarf/die';
import { readAddress } from '../dwarf/forms';
import type { Unit } from '../dwarf/unit';
import type { DwarfTypes } from './dwarf-types';
import type { TypeInfo } from './type-info';

/**
 * Concrete types by the address of their table of methods. rustc describes each table as a variable
 * `<Type as Trait>::{vtable}` at the top of a unit, of a type whose DW_AT_containing_type is the concrete one.
 */
export function vtablesOf(units: Iterable<Unit>, types: DwarfTypes): ReadonlyMap<number, TypeInfo> {
  const found = new Map<number, TypeInfo>();
  for (const unit of units) {
    for (const index of unit.tree.children(0)) {
      if (unit.tree.tagOf(index) !== Tag.variable) continue;
      types.attempt(() => {
        const die = unit.die(index);
        const concrete = isVtable(die) ? die.reference(At.type)?.reference(At.containing_type) : undefined;
        const address = concrete && addressOf(die);
        if (concrete && address !== undefined) found.set(address, types.at(concrete));
      });
    }
  }
  return found;
}

function isVtable(die: Die): boolean {
  return die.string(At.name)?.endsWith('::{vtable}') ?? false;
}

const DW_OP_ADDR = 0x03;
const DW_OP_ADDRX = 0xa1;

function addressOf(die: Die): number | undefined {
  const location = die.block(At.location);
  if (!location) return undefined;
  const operand = die.unit.cursor(location.start + 1);
  const operation = location.bytes[location.start];
  if (operation === DW_OP_ADDR) return readAddress(operand, die.unit.addressSize);
  return operation === DW_OP_ADDRX ? die.unit.addressAt(operand.uleb()) : undefined;
}
