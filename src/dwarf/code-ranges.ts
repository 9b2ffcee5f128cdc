import type { ByteCursor } from '../base/byte-cursor';
import type { Abbreviation } from './abbreviation';
import { At, Form } from './constants';
import { fixedSizeOf, isTombstone, readUnsigned } from './forms';
import { visitRanges } from './range-list';
import type { Unit } from './unit';

/** Where low_pc stands among the values of an entry, when high_pc follows at once and nothing before has a size of its own. */
interface Shape {
  readonly lowOffset: number;
  readonly lowForm: number;
  readonly highForm: number;
}

/**
 * Visits the code of many entries of one unit. Nearly all are one stretch, written the same way by all compilers: those are
 * read straight from the bytes, without an object an entry; the others as visitRanges does.
 */
export class CodeRanges {
  private readonly at: ByteCursor;
  private readonly shapes = new Map<Abbreviation, Shape | null>();

  constructor(private readonly unit: Unit) {
    this.at = unit.cursor(unit.offset);
  }

  /** `entry` is a number in the unit's tree. Throws DecodeError. */
  visit(entry: number, visit: (start: number, end: number) => void): void {
    const { at, unit } = this;
    at.offset = unit.tree.offsetOf(entry);
    const abbreviation = unit.abbreviations.get(at.uleb());
    const shape = abbreviation && this.shapeOf(abbreviation);
    if (!shape) return visitRanges(unit.die(entry), visit);
    at.advance(shape.lowOffset);
    const start = unit.readAddress(at, shape.lowForm)!;
    const size = shape.highForm === Form.udata ? at.uleb() : readUnsigned(at, fixedSizeOf(shape.highForm, unit));
    if (size > 0 && !isTombstone(start, unit.addressSize)) visit(start, start + size);
  }

  private shapeOf(abbreviation: Abbreviation): Shape | null {
    const known = this.shapes.get(abbreviation);
    if (known !== undefined) return known;
    const made = readShape(abbreviation);
    this.shapes.set(abbreviation, made);
    return made;
  }
}

const ADDRESS_FORMS = new Set<number>([Form.addr, Form.addrx, Form.addrx1, Form.addrx2, Form.addrx3, Form.addrx4, Form.GNU_addr_index]);
/** Constants: they count from low_pc (DWARF 5, 2.17.2). */
const SIZE_FORMS = new Set<number>([Form.data1, Form.data2, Form.data4, Form.udata]);

function readShape({ attributes, forms, offsets }: Abbreviation): Shape | null {
  const low = attributes.indexOf(At.low_pc);
  const lowOffset = offsets[low];
  const [lowForm, highForm] = [forms[low] ?? 0, forms[low + 1] ?? 0];
  if (lowOffset === undefined || attributes[low + 1] !== At.high_pc || attributes.includes(At.ranges)) return null;
  return ADDRESS_FORMS.has(lowForm) && SIZE_FORMS.has(highForm) ? { lowOffset, lowForm, highForm } : null;
}
