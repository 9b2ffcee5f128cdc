import { ByteCursor } from '../base/byte-cursor';
import { LIMITS } from '../base/limits';
import type { Abbreviation } from './abbreviation';
import type { AbbreviationPool } from './abbreviation-pool';
import type { UnitFormat } from './forms';
import type { ReadingBudget } from './reading-budget';

/** Compilers number from 1, so an array serves for all but the strangest codes. */
const DENSE_CODES = 0x10000;

/** The abbreviations of a unit by their codes, read as far as they are asked for: most units are only asked for their first. */
export class AbbreviationTable {
  private readonly dense: (Abbreviation | undefined)[] = [];
  private sparse: Map<number, Abbreviation> | undefined;
  private size = 0;
  /** What is not read yet; null at the end, and past damage. */
  private rest: ByteCursor | null;

  constructor(
    section: Uint8Array,
    offset: number,
    readonly format: UnitFormat,
    private readonly pool: AbbreviationPool,
    private readonly budget: ReadingBudget,
  ) {
    this.rest = new ByteCursor('.debug_abbrev', section, Math.min(offset, section.length));
  }

  /** undefined where the code does not exist. Throws DecodeError on a table that does not end or has too many entries. */
  get(code: number): Abbreviation | undefined {
    return (code < DENSE_CODES ? this.dense[code] : this.sparse?.get(code)) ?? (this.rest ? this.readUntil(code, this.rest) : undefined);
  }

  private readUntil(wanted: number, at: ByteCursor): Abbreviation | undefined {
    this.rest = null;
    for (let code = at.uleb(); code !== 0; code = at.uleb()) {
      if (this.size >= LIMITS.dwarf.abbreviationsPerTable) throw at.error('too many abbreviations');
      const start = at.offset;
      const abbreviation = this.pool.read(at, this.format);
      this.budget.spend(at.offset - start, at);
      this.add(code, abbreviation);
      if (code === wanted) this.rest = at;
      if (code === wanted || at.done) return this.get(wanted);
    }
    return undefined;
  }

  /** The first of two equal codes counts, as in every consumer that searches the list. */
  private add(code: number, abbreviation: Abbreviation): void {
    this.size++;
    if (code >= DENSE_CODES) {
      this.sparse ??= new Map();
      if (!this.sparse.has(code)) this.sparse.set(code, abbreviation);
    } else this.dense[code] ??= abbreviation;
  }
}
