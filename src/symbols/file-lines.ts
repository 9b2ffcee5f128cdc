import { RowFlag } from '../dwarf/line-rows';
import type { LineSource } from './line-source';

/** The rows of a source that are of the wanted file. */
export interface FileRows {
  readonly source: LineSource;
  /** By file number. */
  readonly isWanted: readonly boolean[];
}

/** The statements of one file by line: one look through all rows serves every later question. */
export class FileLines {
  private readonly lines: Uint32Array;
  private readonly rows: Uint32Array;
  /** Which of the sources. */
  private readonly owners: Uint32Array;

  constructor(private readonly sources: readonly FileRows[]) {
    const found: number[] = [];
    const foundLines: number[] = [];
    const ends = sources.map((each) => {
      addStatements(each, found, foundLines);
      return found.length;
    });
    const order = sortedOrder(foundLines);
    const owners = new Uint32Array(found.length);
    for (const [owner, end] of ends.entries()) owners.fill(owner, ends[owner - 1] ?? 0, end);
    this.lines = order.map((index) => foundLines[index]!);
    this.rows = order.map((index) => found[index]!);
    this.owners = order.map((index) => owners[index]!);
  }

  /** The rows of each line from `line` on, line by line. */
  *from(line: number): Generator<readonly { readonly source: LineSource; readonly row: number }[]> {
    for (let at = this.firstAt(line); at < this.lines.length; ) {
      const group: { source: LineSource; row: number }[] = [];
      for (const current = this.lines[at]; this.lines[at] === current; at++) group.push({ source: this.sources[this.owners[at]!]!.source, row: this.rows[at]! });
      yield group;
    }
  }

  private firstAt(line: number): number {
    let low = 0;
    let high = this.lines.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.lines[middle]! < line) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Appends the rows that could be asked for, in the order of their table. */
function addStatements({ source, isWanted }: FileRows, rows: number[], rowLines: number[]): void {
  const { lines, files, flags } = source.rows;
  for (const { first, last } of source.sequences) {
    for (let row = first; row < last; row++) {
      if ((flags[row]! & RowFlag.statement) === 0 || lines[row] === 0 || !isWanted[files[row]!]) continue;
      rows.push(row);
      rowLines.push(lines[row]!);
    }
  }
}

/** Positions by ascending line, those of one line in the order that they have. */
function sortedOrder(lines: readonly number[]): Uint32Array {
  // Line and position as the halves of one number: sorting those calls nothing of ours. Typed arrays are little endian here.
  const keys = new BigUint64Array(lines.length);
  const halves = new Uint32Array(keys.buffer);
  for (let position = 0; position < lines.length; position++) {
    halves[2 * position] = position;
    halves[2 * position + 1] = lines[position]!;
  }
  keys.sort();
  return Uint32Array.from({ length: lines.length }, (_, index) => halves[2 * index]!);
}
