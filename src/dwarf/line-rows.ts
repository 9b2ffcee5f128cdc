/** Rows of a line table, one array a register (DWARF 5, 6.2.2). */
export interface LineRows {
  readonly addresses: Uint32Array;
  readonly files: Uint32Array;
  readonly lines: Uint32Array;
  readonly columns: Uint16Array;
  /** Bits of RowFlag. */
  readonly flags: Uint8Array;
}

export const RowFlag = { statement: 1, prologueEnd: 2, endSequence: 4 } as const;

/** Rows `[first, last)`, the row at `last` being the end marker at address `end`. Code of one stretch. */
export interface LineSequence {
  readonly first: number;
  readonly last: number;
  readonly start: number;
  readonly end: number;
}

/** What a row and a sequence take in memory. */
export const ROW_BYTES = 15;
export const SEQUENCE_BYTES = 64;

export const NO_ROWS: LineRows = allocate(0);

/** Grows by doubling, so that tables of any size stay typed; one serves for many tables, one after the other. */
export class RowBuffer {
  count = 0;
  private capacity = 0;
  private rows = NO_ROWS;

  /** Empties it and makes room for so many rows, as a guess. */
  reset(capacity: number): void {
    this.count = 0;
    if (capacity > this.capacity) this.resize(capacity);
  }

  add(address: number, file: number, line: number, column: number, flags: number): void {
    if (this.count === this.capacity) this.resize(this.capacity * 2 + 1);
    const { count, rows } = this;
    rows.addresses[count] = address;
    rows.files[count] = file;
    rows.lines[count] = line;
    rows.columns[count] = column > 0xffff ? 0xffff : column;
    rows.flags[count] = flags;
    this.count = count + 1;
  }

  addressAt(row: number): number {
    return this.rows.addresses[row]!;
  }

  /** A copy of the rows, no larger than they are. */
  copy(): LineRows {
    const { addresses, files, lines, columns, flags } = this.rows;
    const { count } = this;
    return { addresses: addresses.slice(0, count), files: files.slice(0, count), lines: lines.slice(0, count), columns: columns.slice(0, count), flags: flags.slice(0, count) };
  }

  private resize(capacity: number): void {
    const larger = allocate(capacity);
    larger.addresses.set(this.rows.addresses.subarray(0, this.count));
    larger.files.set(this.rows.files.subarray(0, this.count));
    larger.lines.set(this.rows.lines.subarray(0, this.count));
    larger.columns.set(this.rows.columns.subarray(0, this.count));
    larger.flags.set(this.rows.flags.subarray(0, this.count));
    [this.rows, this.capacity] = [larger, capacity];
  }
}

function allocate(size: number): LineRows {
  return { addresses: new Uint32Array(size), files: new Uint32Array(size), lines: new Uint32Array(size), columns: new Uint16Array(size), flags: new Uint8Array(size) };
}
