import { ByteCursor } from '../base/byte-cursor';
import { DecodeError } from '../base/decode-error';
import { LIMITS } from '../base/limits';
import type { AbbreviationTable } from './abbreviation-table';
import { skipVariable } from './forms';
import type { UnitHeader } from './unit-header';

/**
 * The entries of one unit in the order of the file, as numbers only: offset, tag, parent and the end of the subtree.
 * Read in one pass when something inside the unit is first asked for.
 */
export class DieTree {
  readonly problem: DecodeError | null;
  /** Functions with code of their own, which most of what is declared in a unit are not. */
  readonly subprograms: Uint32Array;
  private readonly offsets: Uint32Array;
  private readonly tags: Uint16Array;
  private readonly parents: Int32Array;
  private readonly ends: Int32Array;

  constructor(header: UnitHeader, section: Uint8Array, name: string, abbreviations: AbbreviationTable) {
    const scan = new TreeScan(header, new ByteCursor(name, section, header.firstDie, header.end), abbreviations);
    this.problem = scan.run();
    this.subprograms = Uint32Array.from(scan.subprograms);
    ({ offsets: this.offsets, tags: this.tags, parents: this.parents, ends: this.ends } = buffer.copy());
  }

  /** What it takes in memory. */
  get sizeBytes(): number {
    return this.count * ENTRY_BYTES + this.subprograms.byteLength;
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

/** Numbers of entries, one array each. */
interface EntryColumns {
  readonly offsets: Uint32Array;
  readonly parents: Int32Array;
  readonly ends: Int32Array;
  readonly tags: Uint16Array;
}

const ENTRY_BYTES = 14;

/** One stretch of memory for all columns: units are many, and most are small. */
function allocate(size: number): EntryColumns {
  const memory = new ArrayBuffer(size * ENTRY_BYTES);
  return { offsets: new Uint32Array(memory, 0, size), parents: new Int32Array(memory, size * 4, size), ends: new Int32Array(memory, size * 8, size), tags: new Uint16Array(memory, size * 12, size) };
}

/** One buffer serves for many trees, one after the other. */
class EntryBuffer {
  count = 0;
  private capacity = 0;
  private columns = allocate(0);

  /** Empties it and makes room for so many entries, as a guess. */
  reset(capacity: number): void {
    this.count = 0;
    if (capacity > this.capacity) this.resize(capacity);
  }

  add(offset: number, tag: number, parent: number): void {
    const index = this.count++;
    if (index === this.capacity) this.resize(index * 2 + 1);
    const { offsets, tags, parents, ends } = this.columns;
    offsets[index] = offset;
    tags[index] = tag;
    parents[index] = parent;
    ends[index] = this.count;
  }

  /** The subtree of an entry ends with the last one added. */
  close(index: number): void {
    this.columns.ends[index] = this.count;
  }

  /** A copy, no larger than the entries are. */
  copy(): EntryColumns {
    return this.copied(this.count, this.count);
  }

  private resize(capacity: number): void {
    [this.columns, this.capacity] = [this.copied(this.capacity, capacity), capacity];
  }

  private copied(count: number, size: number): EntryColumns {
    const { offsets, tags, parents, ends } = this.columns;
    const copy = allocate(size);
    copy.offsets.set(offsets.subarray(0, count));
    copy.tags.set(tags.subarray(0, count));
    copy.parents.set(parents.subarray(0, count));
    copy.ends.set(ends.subarray(0, count));
    return copy;
  }
}

/** Units are read one at a time. */
const buffer = new EntryBuffer();

class TreeScan {
  readonly subprograms: number[] = [];

  constructor(
    private readonly header: UnitHeader,
    private readonly at: ByteCursor,
    private readonly abbreviations: AbbreviationTable,
  ) {
    // Entries of real units have six bytes and more.
    buffer.reset(Math.ceil(at.remaining / 6) + 1);
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
    for (const index of open) buffer.close(index);
    return problem;
  }

  /** False after the last entry. */
  private entry(open: number[]): boolean {
    const { at } = this;
    const offset = at.offset;
    const code = at.uleb();
    if (code === 0) {
      const closed = open.pop();
      if (closed !== undefined) buffer.close(closed);
      return open.length > 0;
    }
    const abbreviation = this.abbreviations.get(code);
    if (!abbreviation) throw at.error(`abbreviation ${code} does not exist`, offset);
    if (buffer.count >= LIMITS.dwarf.diesPerUnit) throw at.error('too many entries in one unit');
    for (const step of abbreviation.steps) {
      if (step >= 0) at.advance(step);
      else skipVariable(at, ~step, this.header);
    }
    if (abbreviation.isSubprogram) this.subprograms.push(buffer.count);
    buffer.add(offset, abbreviation.tag, open.length > 0 ? open[open.length - 1]! : -1);
    if (abbreviation.hasChildren) {
      if (open.length >= LIMITS.dwarf.nesting) throw at.error('entries nested too deeply', offset);
      open.push(buffer.count - 1);
    }
    return open.length > 0;
  }
}
