import type { DecodeError } from '../base/decode-error';
import { attempt } from '../base/decode-error';
import { moduleOffset } from '../base/offsets';
import type { LineTable } from '../dwarf/line-table';
import type { Unit } from '../dwarf/unit';
import type { WasmFunction, WasmModule } from '../wasm/module';
import type { DwarfFunctions } from './dwarf-functions';
import type { FunctionLines } from './function-lines';
import { TrustedSequences } from './function-lines';
import type { LineSource } from './line-source';

const CACHED_FUNCTIONS = 100_000;

/** Which rows belong to which function, over all line tables and the source map. DWARF comes first. */
export class LineIndex {
  private readonly ofTable = new Map<LineTable, LineSource>();
  /** By the sequences of a source: when its rows are dropped and read anew, these are others. */
  private readonly trusted = new WeakMap<LineSource['sequences'], TrustedSequences>();
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
    const seen = new Set<LineSource>();
    for (const unit of this.units) {
      const source = this.sourceOf(unit);
      if (source && !seen.has(source)) yield source;
      if (source) seen.add(source);
    }
    if (this.sourceMap) yield this.sourceMap;
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
    const own = unit && this.sourceOf(unit);
    for (const source of this.sourcesFor(fn, own)) {
      const lines = this.trustedIn(source).linesOf(fn, source === own);
      if (lines) return lines;
    }
    return null;
  }

  private *sourcesFor(fn: WasmFunction, own: LineSource | undefined): Generator<LineSource> {
    if (own) yield own;
    for (const candidate of this.functions?.unitsOf(fn) ?? []) {
      const source = this.sourceOf(candidate);
      if (source && source !== own) yield source;
    }
    if (this.sourceMap) yield this.sourceMap;
  }

  private sourceOf(unit: Unit): LineSource | undefined {
    const table = attempt(this.problems, () => unit.lineTable);
    if (!table) return undefined;
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
