import { ByteCursor } from '../base/byte-cursor';
import type { DecodeError } from '../base/decode-error';
import { attempt } from '../base/decode-error';
import { LIMITS } from '../base/limits';
import type { MemoryBudget } from '../base/memory-budget';
import type { DebugSectionName, DebugSections } from './debug-sections';
import { debugSections } from './debug-sections';
import type { Die } from './die';
import { DwarfFile } from './dwarf-file';
import type { Unit } from './unit';

/** DW_SECT_* (DWARF 5, 7.3.5.3), and as GNU numbered them for DWARF 4. Macros are not read. */
const COLUMNS_5 = new Map<number, DebugSectionName>([[1, 'info'], [3, 'abbrev'], [4, 'line'], [5, 'loclists'], [6, 'strOffsets'], [8, 'rnglists']]);
const COLUMNS_GNU = new Map<number, DebugSectionName>([[1, 'info'], [2, 'types'], [3, 'abbrev'], [4, 'line'], [5, 'loc'], [6, 'strOffsets']]);

/** The part of each section that belongs to one unit. */
type Contribution = ReadonlyMap<DebugSectionName, { readonly offset: number; readonly size: number }>;

/** A `.dwp` file (DWARF 5, 7.3.5): many split units in one, each with its own part of every section. */
export class DwarfPackage {
  private readonly sections: DebugSections;
  private readonly compileUnits: ReadonlyMap<bigint, Contribution>;
  private readonly typeUnits: ReadonlyMap<bigint, Contribution>;
  private readonly types = new Map<bigint, Die | undefined>();

  constructor(
    find: (name: string) => Uint8Array | undefined,
    private readonly problems: DecodeError[],
    private readonly memory: MemoryBudget,
  ) {
    this.sections = debugSections(find, '.dwo');
    this.compileUnits = readIndex('.debug_cu_index', find('.debug_cu_index'), problems);
    this.typeUnits = readIndex('.debug_tu_index', find('.debug_tu_index'), problems);
  }

  /** The unit of that id as a file of its own; undefined where the package does not hold it. */
  unitFile(id: bigint): DwarfFile | undefined {
    const contribution = this.compileUnits.get(id);
    return contribution && this.fileOf(contribution);
  }

  /** All type units, which are apart from the units that name them. */
  *allTypeUnits(): Generator<Unit> {
    for (const signature of this.typeUnits.keys()) {
      const unit = attempt(this.problems, () => this.typeOf(signature))?.unit;
      if (unit) yield unit;
    }
  }

  private fileOf(contribution: Contribution): DwarfFile {
    const parts: Partial<Record<DebugSectionName, Uint8Array>> = {};
    for (const [name, { offset, size }] of contribution) parts[name] = this.sections[name].subarray(offset, offset + size);
    const absent = { info: NOTHING, types: NOTHING };
    return new DwarfFile({ ...this.sections, ...absent, ...parts }, this.problems, { split: true, memory: this.memory, typeElsewhere: (signature) => this.typeOf(signature) });
  }

  private typeOf(signature: bigint): Die | undefined {
    if (!this.types.has(signature)) {
      const contribution = this.typeUnits.get(signature);
      // Known before it is read, should it name itself.
      this.types.set(signature, undefined);
      this.types.set(signature, contribution && this.fileOf(contribution).typeOf(signature));
    }
    return this.types.get(signature);
  }
}

const NOTHING = new Uint8Array();

function readIndex(name: string, bytes: Uint8Array | undefined, problems: DecodeError[]): ReadonlyMap<bigint, Contribution> {
  return (bytes && attempt(problems, () => readRows(new ByteCursor(name, bytes)))) ?? new Map();
}

/** A hash table of ids, then a table of offsets and one of sizes with a column a section. */
function readRows(at: ByteCursor): Map<bigint, Contribution> {
  const version = at.u16();
  at.u16(); // GNU's version has four bytes, DWARF 5 two and padding.
  if (version !== 2 && version !== 5) throw at.error(`unknown version ${version} of a package's index`, 0);
  const columnCount = at.u32();
  const unitCount = at.u32();
  const slotCount = at.u32();
  if (unitCount > LIMITS.dwarf.units || columnCount > MAX_COLUMNS) throw at.error(`index of ${unitCount} units and ${columnCount} sections`);
  const ids = at.sub(slotCount * 8);
  const rows = at.sub(slotCount * 4);
  const columns = Array.from({ length: columnCount }, () => (version === 5 ? COLUMNS_5 : COLUMNS_GNU).get(at.u32()));
  const offsets = at.sub(unitCount * columnCount * 4);
  const sizes = at.sub(unitCount * columnCount * 4);
  const contributions = Array.from({ length: unitCount }, () => {
    const parts = columns.map((section) => [section, { offset: offsets.u32(), size: sizes.u32() }] as const);
    return new Map(parts.flatMap(([section, part]) => (section ? [[section, part] as const] : [])));
  });
  const byId = new Map<bigint, Contribution>();
  while (!rows.done) {
    const id = ids.u64();
    const contribution = contributions[rows.u32() - 1];
    if (contribution) byId.set(id, contribution);
  }
  return byId;
}

const MAX_COLUMNS = 64;
