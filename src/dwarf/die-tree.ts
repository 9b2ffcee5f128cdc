import { ByteCursor } from '../base/byte-cursor';
import { DecodeError } from '../base/decode-error';
import { LIMITS } from '../base/limits';
import type { Abbreviation } from './abbreviations';
import { fixedSizeOf, skipForm } from './forms';
import type { UnitHeader } from './unit-header';

/**
 * The entries of one unit in the order of the file, as numbers only: offset, tag, parent and the end of the subtree.
 * Read in one pass when something inside the unit is first asked for.
 */
export class DieTree {
  readonly problem: DecodeError | null;
  private readonly offsets: Uint32Array;
  private readonly tags: Uint16Array;
  private readonly parents: Int32Array;
  private readonly ends: Int32Array;

  constructor(header: UnitHeader, section: Uint8Array, name: string, abbreviations: ReadonlyMap<number, Abbreviation>) {
    const scan = new TreeScan(header, new ByteCursor(name, section, header.firstDie, header.end), abbreviations);
    this.problem = scan.run();
    this.offsets = Uint32Array.from(scan.offsets);
    this.tags = Uint16Array.from(scan.tags);
    this.parents = Int32Array.from(scan.parents);
    this.ends = Int32Array.from(scan.ends);
  }

  get count(): number {
    return this.offsets.length;
  }

  offsetOf(index: number): number {
    return this.offsets[index]!;
  }

  tagOf(index: number): number {
    return this.tags[index]!;
  }

  /** -1 for the unit's own entry. */
  parentOf(index: number): number {
    return this.parents[index]!;
  }

  /** Index after the last entry of the subtree: where the next sibling stands, if there is one. */
  endOf(index: number): number {
    return this.ends[index]!;
  }

  /** The entry that begins exactly at this section offset, else -1. */
  indexOf(offset: number): number {
    let low = 0;
    let high = this.offsets.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.offsets[middle]! < offset) low = middle + 1;
      else high = middle;
    }
    return this.offsets[low] === offset ? low : -1;
  }

  *children(index: number): Generator<number> {
    const end = this.endOf(index);
    for (let child = index + 1; child < end; child = this.endOf(child)) yield child;
  }
}

/** How to step over the attributes of an abbreviation: one number where all sizes are fixed. */
interface Shape {
  readonly abbreviation: Abbreviation;
  readonly fixedSize: number;
}

class TreeScan {
  readonly offsets: number[] = [];
  readonly tags: number[] = [];
  readonly parents: number[] = [];
  readonly ends: number[] = [];
  private readonly shapes: (Shape | undefined)[] = [];

  constructor(
    private readonly header: UnitHeader,
    private readonly at: ByteCursor,
    private readonly abbreviations: ReadonlyMap<number, Abbreviation>,
  ) {}

  /** What stands before damage is kept; open entries end there. */
  run(): DecodeError | null {
    const open: number[] = [];
    let problem: DecodeError | null = null;
    try {
      while (!this.at.done) if (!this.entry(open)) break;
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      problem = error;
    }
    for (const index of open) this.ends[index] = this.offsets.length;
    return problem;
  }

  /** False after the last entry. */
  private entry(open: number[]): boolean {
    const offset = this.at.offset;
    const code = this.at.uleb();
    if (code === 0) {
      const closed = open.pop();
      if (closed !== undefined) this.ends[closed] = this.offsets.length;
      return open.length > 0;
    }
    const { abbreviation, fixedSize } = this.shape(code, offset);
    if (this.offsets.length >= LIMITS.dwarf.diesPerUnit) throw this.at.error('too many entries in one unit');
    const index = this.offsets.length;
    if (fixedSize >= 0) this.at.advance(fixedSize);
    else for (const form of abbreviation.forms) skipForm(this.at, form, this.header);
    this.offsets.push(offset);
    this.tags.push(abbreviation.tag);
    this.parents.push(open.at(-1) ?? -1);
    this.ends.push(index + 1);
    if (abbreviation.hasChildren) {
      if (open.length >= LIMITS.dwarf.nesting) throw this.at.error('entries nested too deeply', offset);
      open.push(index);
    }
    return open.length > 0;
  }

  private shape(code: number, offset: number): Shape {
    const known = code < 0x10000 ? this.shapes[code] : undefined;
    if (known) return known;
    const abbreviation = this.abbreviations.get(code);
    if (!abbreviation) throw this.at.error(`abbreviation ${code} does not exist`, offset);
    const fixedSize = abbreviation.forms.reduce((sum, form) => {
      const size = fixedSizeOf(form, this.header);
      return sum < 0 || size < 0 ? -1 : sum + size;
    }, 0);
    const shape = { abbreviation, fixedSize };
    if (code < 0x10000) this.shapes[code] = shape;
    return shape;
  }
}
