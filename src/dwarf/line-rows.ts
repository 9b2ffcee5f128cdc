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

/** What a row takes in memory. */
export const ROW_BYTES = 15;

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
    return this.copied(this.count);
  }

  private resize(capacity: number): void {
    [this.rows, this.capacity] = [this.copied(capacity), capacity];
  }

  private copied(size: number): LineRows {
    const { rows, count } = this;
    const copy = allocate(size);
    copy.addresses.set(rows.addresses.subarray(0, count));
    copy.files.set(rows.files.subarray(0, count));
    copy.lines.set(rows.lines.subarray(0, count));
    copy.columns.set(rows.columns.subarray(0, count));
    copy.flags.set(rows.flags.subarray(0, count));
    return copy;
  }
}

/** One stretch of memory for all columns: tables are many, and most are small. */
function allocate(size: number): LineRows {
  const memory = new ArrayBuffer(size * ROW_BYTES);
  return {
    addresses: new Uint32Array(memory, 0, size),
    files: new Uint32Array(memory, size * 4, size),
    lines: new Uint32Array(memory, size * 8, size),
    columns: new Uint16Array(memory, size * 12, size),
    flags: new Uint8Array(memory, size * 14, size),
  };
}
