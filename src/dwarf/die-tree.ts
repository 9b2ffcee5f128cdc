import { ByteCursor } from '../base/byte-cursor';
import { DecodeError } from '../base/decode-error';
import { LIMITS } from '../base/limits';
import type { AbbreviationTable } from './abbreviations';
import { skipVariable } from './forms';
import type { UnitHeader } from './unit-header';

/**
 * The entries of one unit in the order of the file, as numbers only: offset, tag, parent and the end of the subtree.
 * Read in one pass when something inside the unit is first asked for.
 */
export class DieTree {
  readonly problem: DecodeError | null;
  /** Functions with code of their own, which most of what is declared in a unit are not. */
  readonly subprograms: readonly number[];
  private readonly offsets: Uint32Array;
  private readonly tags: Uint16Array;
  private readonly parents: Int32Array;
  private readonly ends: Int32Array;

  constructor(header: UnitHeader, section: Uint8Array, name: string, abbreviations: AbbreviationTable) {
    const scan = new TreeScan(header, new ByteCursor(name, section, header.firstDie, header.end), abbreviations);
    this.problem = scan.run();
    this.subprograms = scan.subprograms;
    this.offsets = scan.offsets.slice(0, scan.count);
    this.tags = scan.tags.slice(0, scan.count);
    this.parents = scan.parents.slice(0, scan.count);
    this.ends = scan.ends.slice(0, scan.count);
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

class TreeScan {
  count = 0;
  readonly subprograms: number[] = [];
  offsets: Uint32Array;
  tags: Uint16Array;
  parents: Int32Array;
  ends: Int32Array;

  constructor(
    private readonly header: UnitHeader,
    private readonly at: ByteCursor,
    private readonly abbreviations: AbbreviationTable,
  ) {
    // Entries of real units have six bytes and more.
    const capacity = Math.ceil(at.remaining / 6) + 1;
    this.offsets = new Uint32Array(capacity);
    this.tags = new Uint16Array(capacity);
    this.parents = new Int32Array(capacity);
    this.ends = new Int32Array(capacity);
  }

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
    for (const index of open) this.ends[index] = this.count;
    return problem;
  }

  /** False after the last entry. */
  private entry(open: number[]): boolean {
    const { at } = this;
    const offset = at.offset;
    const code = at.uleb();
    if (code === 0) {
      const closed = open.pop();
      if (closed !== undefined) this.ends[closed] = this.count;
      return open.length > 0;
    }
    const abbreviation = this.abbreviations.get(code);
    if (!abbreviation) throw at.error(`abbreviation ${code} does not exist`, offset);
    if (this.count >= LIMITS.dwarf.diesPerUnit) throw at.error('too many entries in one unit');
    for (const step of abbreviation.steps) {
      if (step >= 0) at.advance(step);
      else skipVariable(at, ~step, this.header);
    }
    if (abbreviation.isSubprogram) this.subprograms.push(this.count);
    this.add(offset, abbreviation.tag, open.length > 0 ? open[open.length - 1]! : -1);
    if (abbreviation.hasChildren) {
      if (open.length >= LIMITS.dwarf.nesting) throw at.error('entries nested too deeply', offset);
      open.push(this.count - 1);
    }
    return open.length > 0;
  }

  private add(offset: number, tag: number, parent: number): void {
    const index = this.count++;
    if (index === this.offsets.length) this.grow();
    this.offsets[index] = offset;
    this.tags[index] = tag;
    this.parents[index] = parent;
    this.ends[index] = this.count;
  }

  private grow(): void {
    const { offsets, tags, parents, ends } = this;
    const capacity = this.count * 2;
    (this.offsets = new Uint32Array(capacity)).set(offsets);
    (this.tags = new Uint16Array(capacity)).set(tags);
    (this.parents = new Int32Array(capacity)).set(parents);
    (this.ends = new Int32Array(capacity)).set(ends);
  }
}
