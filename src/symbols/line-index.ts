import type { DecodeError } from '../base/decode-error';
import { attempt } from '../base/decode-error';
import { moduleOffset } from '../base/offsets';
import { FileNameSearch } from '../dwarf/file-name-search';
import type { LineTable } from '../dwarf/line-table';
import type { Unit } from '../dwarf/unit';
import type { WasmFunction, WasmModule } from '../wasm/module';
import type { DwarfFunctions } from './dwarf-functions';
import type { FunctionLines } from './function-lines';
import { TrustedSequences } from './function-lines';
import type { LineSource } from './line-source';

const CACHED_FUNCTIONS = 100_000;
const CACHED_NAMES = 100;

/** Which rows belong to which function, over all line tables and the source map. DWARF comes first. */
export class LineIndex {
  private readonly ofTable = new Map<LineTable, LineSource>();
  /** By the sequences of a source: when its rows are dropped and read anew, these are others. */
  private readonly trusted = new WeakMap<LineSource['sequences'], TrustedSequences>();
  private readonly naming = new Map<string, readonly LineSource[]>();
  private readonly known = new Map<number, FunctionLines | null>();

  constructor(
    private readonly module: WasmModule,
    private readonly units: readonly Unit[],
    private readonly functions: DwarfFunctions | null,
    private readonly sourceMap: LineSource | null,
    private readonly problems: DecodeError[],
  ) {}

  linesOf(fn: WasmFunction): FunctionLines | null {
    const known = this.known.get(fn.index);
    if (known !== undefined) return known;
    if (this.known.size >= CACHED_FUNCTIONS) this.known.clear();
    const lines = this.find(fn);
    this.known.set(fn.index, lines);
    return lines;
  }

  *sources(): Generator<LineSource> {
    for (const table of this.tables()) yield this.sourceOf(table);
    if (this.sourceMap) yield this.sourceMap;
  }

  /** Those that may name a file whose path ends so: the headers of all others are not decoded. */
  sourcesNaming(lastSegment: string): readonly LineSource[] {
    const known = this.naming.get(lastSegment);
    if (known) return known;
    const search = this.units[0] && new FileNameSearch(this.units[0].file, lastSegment);
    const tables = search ? [...this.tables()].filter((table) => table.mayName(search)) : [];
    const sources = [...tables.map((table) => this.sourceOf(table)), ...(this.sourceMap ? [this.sourceMap] : [])];
    if (this.naming.size >= CACHED_NAMES) this.naming.clear();
    this.naming.set(lastSegment, sources);
    return sources;
  }

  /** Sequences of a source that end where functions end. */
  trustedIn(source: LineSource): TrustedSequences {
    const { sequences } = source;
    const known = this.trusted.get(sequences);
    if (known) return known;
    const made = new TrustedSequences(source, (end) => this.module.functionAt(moduleOffset(end - 1))?.bodyEnd === end);
    this.trusted.set(sequences, made);
    return made;
  }

  private find(fn: WasmFunction): FunctionLines | null {
    const unit = this.functions?.unitOf(fn);
    const own = unit && this.sourceIn(unit);
    for (const source of this.sourcesFor(fn, own)) {
      const lines = this.trustedIn(source).linesOf(fn, source === own);
      if (lines) return lines;
    }
    return null;
  }

  private *sourcesFor(fn: WasmFunction, own: LineSource | undefined): Generator<LineSource> {
    if (own) yield own;
    for (const candidate of this.functions?.unitsOf(fn) ?? []) {
      const source = this.sourceIn(candidate);
      if (source && source !== own) yield source;
    }
    if (this.sourceMap) yield this.sourceMap;
  }

  /** Each once: units may share one. */
  private tables(): Set<LineTable> {
    return new Set(this.units.flatMap((unit) => this.tableOf(unit) ?? []));
  }

  private tableOf(unit: Unit): LineTable | undefined {
    return attempt(this.problems, () => unit.lineTable);
  }

  private sourceIn(unit: Unit): LineSource | undefined {
    const table = this.tableOf(unit);
    return table && this.sourceOf(table);
  }

  private sourceOf(table: LineTable): LineSource {
    const known = this.ofTable.get(table);
    if (known) return known;
    const source = new DwarfLineSource(table, this.module.codeStart ?? 0);
    this.ofTable.set(table, source);
    return source;
  }
}

class DwarfLineSource implements LineSource {
  constructor(
    private readonly table: LineTable,
    readonly origin: number,
  ) {}

  get files(): LineSource['files'] {
    return this.table.files;
  }

  get rows(): LineSource['rows'] {
    return this.table.rows;
  }

  get sequences(): LineSource['sequences'] {
    return this.table.sequences;
  }
}
