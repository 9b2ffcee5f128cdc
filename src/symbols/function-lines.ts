import type { ModuleOffset } from '../base/offsets';
import { moduleOffset } from '../base/offsets';
import type { LineSequence, LineSequences } from '../dwarf/line-sequences';
import { RowFlag } from '../dwarf/line-rows';
import type { WasmFunction } from '../wasm/module';
import type { LineSource } from './line-source';
import type { LineRow } from './module-symbols';

/** The rows of one function: `[first, last)` of its source's rows, by offset. */
export class FunctionLines {
  constructor(
    readonly fn: WasmFunction,
    readonly source: LineSource,
    readonly first: number,
    readonly last: number,
    /** Where the last row's code ends. */
    private readonly end: ModuleOffset,
  ) {}

  offsetAt(row: number): ModuleOffset {
    return moduleOffset(this.source.rows.addresses[row]! + this.source.origin);
  }

  /** Where the code of a row ends. */
  endOf(row: number): ModuleOffset {
    return row + 1 < this.last ? this.offsetAt(row + 1) : this.end;
  }

  /** The row that holds `offset`, or -1 before the first and after the end. Of several at one offset the last counts. */
  rowAt(offset: ModuleOffset): number {
    let low = this.first;
    let high = this.last;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.offsetAt(middle) <= offset) low = middle + 1;
      else high = middle;
    }
    return low > this.first && offset < this.end ? low - 1 : -1;
  }

  line(row: number): number {
    return this.source.rows.lines[row]!;
  }

  column(row: number): number {
    return this.source.rows.columns[row]!;
  }

  file(row: number): string | null {
    return this.source.files[this.source.rows.files[row]!]?.path ?? null;
  }

  isStatement(row: number): boolean {
    return (this.source.rows.flags[row]! & RowFlag.statement) !== 0;
  }

  isPrologueEnd(row: number): boolean {
    return (this.source.rows.flags[row]! & RowFlag.prologueEnd) !== 0;
  }

  /** The nearest line that the compiler did not make up: before, in the same file, else the first after. */
  nearLine(row: number): number | undefined {
    const { files } = this.source.rows;
    const isReal = (other: number): boolean => this.line(other) !== 0 && files[other] === files[row];
    for (let before = row - 1; before >= this.first; before--) if (isReal(before)) return this.line(before);
    for (let after = row + 1; after < this.last; after++) if (isReal(after)) return this.line(after);
    return undefined;
  }

  /**
   * Where the body begins: the row that the compiler marked, else the second line of the function, else its first row.
   * -1 without rows.
   */
  get bodyRow(): number {
    for (let row = this.first; row < this.last; row++) if (this.isPrologueEnd(row) && this.line(row) !== 0) return row;
    for (let row = this.first + 1; row < this.last; row++) if (this.isStatement(row) && this.line(row) !== 0 && this.line(row) !== this.line(this.first)) return row;
    return this.first < this.last ? this.first : -1;
  }

  *allRows(): Generator<LineRow> {
    for (let row = this.first; row < this.last; row++) {
      const file = this.file(row);
      if (file === null) continue;
      yield { offset: this.offsetAt(row), file, line: this.line(row), column: this.column(row), isStatement: this.isStatement(row), prologueEnd: this.isPrologueEnd(row) };
    }
  }
}

/**
 * The sequences of a source that are of code that is there: those that end where a function ends. All others are of
 * discarded or changed code, but for those inside of a function that the same unit is known to describe: binaryen lets
 * some end early.
 */
export class TrustedSequences {
  /** By address. */
  private readonly sequences: LineSequences;

  constructor(
    private readonly source: LineSource,
    private readonly isBodyEnd: (offset: ModuleOffset) => boolean,
  ) {
    this.sequences = source.sequences.sorted();
  }

  get count(): number {
    return [...this.sequences].filter((sequence) => this.isTrusted(sequence)).length;
  }

  private isTrusted({ end }: LineSequence): boolean {
    return this.isBodyEnd(moduleOffset(end + this.source.origin));
  }

  /**
   * A sequence may hold several functions: theirs are the rows between body start and end. `described`: a subprogram of
   * this source's unit is that function.
   */
  linesOf(fn: WasmFunction, described: boolean): FunctionLines | null {
    const { origin, rows } = this.source;
    const sequence = this.sequences.at(this.lastBefore(fn.bodyEnd - origin));
    if (!sequence || sequence.end + origin <= fn.bodyStart) return null;
    const inside = sequence.start + origin >= fn.bodyStart && sequence.end + origin <= fn.bodyEnd;
    if (!(sequence.end + origin >= fn.bodyEnd && this.isTrusted(sequence)) && !(described && inside)) return null;
    const first = lowerBound(rows.addresses, sequence.first, sequence.last, fn.bodyStart - origin);
    const last = lowerBound(rows.addresses, first, sequence.last, fn.bodyEnd - origin);
    const end = moduleOffset(Math.min(fn.bodyEnd, sequence.end + origin));
    return first < last ? new FunctionLines(fn, this.source, first, last, end) : null;
  }

  /** The last sequence that starts before an address, or -1. */
  private lastBefore(address: number): number {
    let low = 0;
    let high = this.sequences.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.sequences.startOf(middle) < address) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}

function lowerBound(values: Uint32Array, from: number, to: number, wanted: number): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[middle]! < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
