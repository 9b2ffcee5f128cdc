import { ByteCursor } from '../base/byte-cursor';
import type { DecodeError } from '../base/decode-error';
import { attempt } from '../base/decode-error';
import { LIMITS } from '../base/limits';
import { MemoryBudget } from '../base/memory-budget';
import { AbbreviationPool } from './abbreviation-pool';
import { AbbreviationTable } from './abbreviation-table';
import type { DebugSections } from './debug-sections';
import { SECTION_NAMES } from './debug-sections';
import type { Die } from './die';
import { isSameFormat } from './forms';
import { LineTable } from './line-table';
import { ReadingBudget } from './reading-budget';
import { Unit } from './unit';
import type { UnitHeader } from './unit-header';
import { readUnitHeaders } from './unit-header';

export interface DwarfFileOptions {
  /** True for `.dwo` and `.dwp` files, whose sections have some formats of their own. */
  readonly split?: boolean;
  /** Types that lie elsewhere, by signature. */
  readonly typeElsewhere?: (signature: bigint) => Die | undefined;
  /** Shared by the files that describe one module. */
  readonly memory?: MemoryBudget;
}

/**
 * The DWARF of one file (a module, or a split object). Opening reads unit headers and nothing else.
 * Problems gather in `problems` as parts are read.
 */
export class DwarfFile {
  /** In the order of the sections: .debug_info, then .debug_types. */
  readonly units: readonly Unit[];
  /** The file that this one and others share entries and strings with (7.3.6), where it was found. */
  supplement: DwarfFile | null = null;
  readonly split: boolean;
  readonly memory: MemoryBudget;
  private readonly infoUnits: readonly Unit[];
  /** By offset; those of units of several formats are tables of their own. */
  private readonly abbreviationTables = new Map<number, AbbreviationTable[]>();
  private readonly lineTables = new Map<number, LineTable>();
  private typeUnits: Map<bigint, Unit> | undefined;
  private readonly abbreviationPool = new AbbreviationPool();
  private readonly abbreviationBudget: ReadingBudget;
  readonly lineBudget: ReadingBudget;
  readonly pathBudget: ReadingBudget;
  readonly rangeBudget: ReadingBudget;

  constructor(
    readonly sections: DebugSections,
    readonly problems: DecodeError[],
    private readonly options: DwarfFileOptions = {},
  ) {
    this.split = options.split ?? false;
    this.memory = options.memory ?? new MemoryBudget(LIMITS.dwarf.keptBytes);
    const { readings } = LIMITS.dwarf;
    this.abbreviationBudget = new ReadingBudget(sections.abbrev.length * readings.abbreviations);
    this.lineBudget = new ReadingBudget(sections.line.length * readings.lines);
    this.pathBudget = new ReadingBudget(sections.line.length * readings.pathCharacters);
    this.rangeBudget = new ReadingBudget((sections.ranges.length + sections.rnglists.length) * readings.unitRanges);
    this.infoUnits = this.readUnits('info');
    this.units = [...this.infoUnits, ...this.readUnits('types')];
  }

  /** The entry at an offset of .debug_info, in whatever unit. */
  dieAt(offset: number): Die | undefined {
    let low = 0;
    let high = this.infoUnits.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.infoUnits[middle]!.header.end <= offset) low = middle + 1;
      else high = middle;
    }
    const unit = this.infoUnits[low];
    return unit && unit.offset <= offset ? unit.dieAt(offset) : undefined;
  }

  /** The type that a type unit of that signature describes (DWARF 5, 7.32). */
  typeOf(signature: bigint): Die | undefined {
    this.typeUnits ??= new Map(this.units.filter(({ header }) => header.signature !== null).map((unit) => [unit.header.signature!, unit]));
    const unit = this.typeUnits.get(signature);
    return unit ? unit.dieAt(unit.offset + unit.header.typeOffset) : this.options.typeElsewhere?.(signature);
  }

  stringAt(section: 'str' | 'lineStr', offset: number, maxBytes: number = LIMITS.dwarf.stringBytes): string {
    const bytes = this.sections[section];
    if (offset >= bytes.length) throw new ByteCursor(SECTION_NAMES[section], bytes).error('string outside of the section', offset);
    return new ByteCursor(SECTION_NAMES[section], bytes, offset).cString(maxBytes);
  }

  /** Shared by the units that name the same offset. */
  lineTable(offset: number, unit: Unit): LineTable {
    const known = this.lineTables.get(offset);
    if (known) return known;
    const table = new LineTable(this, offset, unit);
    this.lineTables.set(offset, table);
    return table;
  }

  /** Without a base attribute the first table of the section is meant: its offsets follow the header (7.28). */
  listsBase(_section: 'rnglists' | 'loclists', unit: Unit): number {
    return unit.offsetSize === 8 ? 20 : 12;
  }

  private readUnits(section: 'info' | 'types'): Unit[] {
    const headers = readUnitHeaders(section, SECTION_NAMES[section], this.sections[section], this.problems);
    const units: Unit[] = [];
    for (const header of headers) {
      const unit = new Unit(this, header, this.abbreviations(header));
      // A unit whose own entry can't be read helps nobody.
      if (attempt(this.problems, () => unit.root)) units.push(unit);
    }
    return units;
  }

  /** Shared by units of the same format. */
  private abbreviations(header: UnitHeader): AbbreviationTable {
    const alike = this.abbreviationTables.get(header.abbrevOffset) ?? [];
    const known = alike.find(({ format }) => isSameFormat(format, header));
    if (known) return known;
    const table = new AbbreviationTable(this.sections.abbrev, header.abbrevOffset, header, this.abbreviationPool, this.abbreviationBudget);
    this.abbreviationTables.set(header.abbrevOffset, [...alike, table]);
    return table;
  }
}
