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
    const found: { line: number; row: number; owner: number }[] = [];
    for (const [owner, { source, isWanted }] of sources.entries()) {
      const { lines, files, flags } = source.rows;
      for (const { first, last } of source.sequences) {
        for (let row = first; row < last; row++) if (isWanted[files[row]!] && lines[row] !== 0 && (flags[row]! & RowFlag.statement) !== 0) found.push({ line: lines[row]!, row, owner });
      }
    }
    // Stable: rows of one line stay in the order of their tables.
    found.sort((left, right) => left.line - right.line);
    this.lines = Uint32Array.from(found, ({ line }) => line);
    this.rows = Uint32Array.from(found, ({ row }) => row);
    this.owners = Uint32Array.from(found, ({ owner }) => owner);
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
