import { ByteCursor } from '../base/byte-cursor';
import { DecodeError } from '../base/decode-error';
import { LIMITS } from '../base/limits';
import { SECTION_NAMES } from './debug-sections';
import { isTombstone, readAddress } from './forms';
import type { LineFile, LineHeader } from './line-header';
import { readFile2 } from './line-header';

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

export const NO_ROWS: LineRows = { addresses: new Uint32Array(), files: new Uint32Array(), lines: new Uint32Array(), columns: new Uint16Array(), flags: new Uint8Array() };

/**
 * Runs a line program (DWARF 5, 6.2.5). Sequences of dropped code and those whose addresses run backwards are left out;
 * what stands before damage is kept.
 */
export function runLineProgram(section: Uint8Array, header: LineHeader, files: LineFile[], problems: DecodeError[]): { rows: LineRows; sequences: LineSequence[] } {
  const machine = new LineMachine(section, header, files);
  try {
    machine.run();
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    problems.push(error);
  }
  return { rows: machine.rows.finish(), sequences: machine.sequences };
}

/** Grows by doubling, so that tables of any size stay typed. */
class RowBuffer {
  count = 0;
  private rows: LineRows;

  constructor(capacity: number) {
    this.rows = allocate(capacity);
  }

  add(address: number, file: number, line: number, column: number, flags: number): void {
    if (this.count === this.rows.addresses.length) this.rows = copyRows(this.rows, this.count, this.count * 2);
    const { addresses, files, lines, columns } = this.rows;
    addresses[this.count] = address;
    files[this.count] = file;
    lines[this.count] = line;
    columns[this.count] = Math.min(column, 0xffff);
    this.rows.flags[this.count++] = flags;
  }

  addressAt(row: number): number {
    return this.rows.addresses[row]!;
  }

  finish(): LineRows {
    return copyRows(this.rows, this.count, this.count);
  }
}

function allocate(size: number): LineRows {
  return { addresses: new Uint32Array(size), files: new Uint32Array(size), lines: new Uint32Array(size), columns: new Uint16Array(size), flags: new Uint8Array(size) };
}

function copyRows(rows: LineRows, count: number, size: number): LineRows {
  const copy = allocate(size);
  copy.addresses.set(rows.addresses.subarray(0, count));
  copy.files.set(rows.files.subarray(0, count));
  copy.lines.set(rows.lines.subarray(0, count));
  copy.columns.set(rows.columns.subarray(0, count));
  copy.flags.set(rows.flags.subarray(0, count));
  return copy;
}

class LineMachine {
  readonly rows: RowBuffer;
  readonly sequences: LineSequence[] = [];
  private readonly at: ByteCursor;
  private address = 0;
  private file = 1;
  private line = 1;
  private column = 0;
  private statement: boolean;
  private prologueEnd = false;
  private lastAddress = 0;
  private sequenceStart = 0;
  /** False once the sequence is known to describe nothing: dropped code, or addresses that run backwards. */
  private sound = true;

  constructor(
    section: Uint8Array,
    private readonly header: LineHeader,
    private readonly files: LineFile[],
  ) {
    this.at = new ByteCursor(SECTION_NAMES.line, section, header.programStart, header.programEnd);
    this.statement = header.defaultIsStatement;
    // A row takes some four bytes of program.
    this.rows = new RowBuffer((this.at.remaining >> 2) + 16);
  }

  run(): void {
    const { opcodeBase } = this.header;
    while (!this.at.done) {
      const opcode = this.at.u8();
      if (opcode >= opcodeBase) this.special(opcode - opcodeBase);
      else if (opcode === 0) this.extended();
      else this.standard(opcode);
    }
  }

  private special(adjusted: number): void {
    const { lineRange, lineBase } = this.header;
    if (lineRange === 0) throw this.at.error('line range of 0');
    this.advance(Math.floor(adjusted / lineRange));
    this.advanceLine(lineBase + (adjusted % lineRange));
    this.emit();
  }

  private standard(opcode: number): void {
    switch (opcode) {
      case 1: // copy
        return this.emit();
      case 2: // advance_pc
        return this.advance(this.at.uleb());
      case 3: // advance_line
        return this.advanceLine(this.at.sleb());
      case 4: // set_file
        this.file = this.at.uleb();
        return;
      case 5: // set_column
        this.column = this.at.uleb();
        return;
      case 6: // negate_stmt
        this.statement = !this.statement;
        return;
      case 8: // const_add_pc
        if (this.header.lineRange === 0) throw this.at.error('line range of 0');
        return this.advance(Math.floor((255 - this.header.opcodeBase) / this.header.lineRange));
      case 9: // fixed_advance_pc: never scaled
        this.address += this.at.u16();
        return;
      case 10: // set_prologue_end
        this.prologueEnd = true;
        return;
      case 7: // set_basic_block
      case 11: // set_epilogue_begin
        return;
      default: // set_isa, and opcodes of later versions, which the header describes
        for (let count = this.header.operandCounts[opcode] ?? 0; count > 0; count--) this.at.skipLeb();
    }
  }

  private extended(): void {
    const size = this.at.uleb();
    const start = this.at.advance(size);
    const opcode = size === 0 ? 0 : this.at.bytes[start]!;
    // Discriminators, the most frequent by far, and vendors' own: their length is known.
    if (opcode === 0 || opcode > 3) return;
    const body = new ByteCursor(SECTION_NAMES.line, this.at.bytes, start + 1, start + size);
    switch (opcode) {
      case 1: // end_sequence
        return this.endSequence();
      case 2: // set_address
        this.address = readAddress(body, body.remaining === 8 ? 8 : body.remaining === 4 ? 4 : this.header.addressSize);
        if (isTombstone(this.address, this.header.addressSize)) this.sound = false;
        return;
      case 3: // define_file
        this.files.push(readFile2(body, body.cString(LIMITS.dwarf.stringBytes), []));
    }
  }

  private advance(operations: number): void {
    this.address += operations * this.header.minimumInstructionLength;
  }

  private advanceLine(lines: number): void {
    this.line = Math.max(0, this.line + lines);
  }

  private emit(flags = 0): void {
    if (this.rows.count >= LIMITS.dwarf.rowsPerSequence) throw this.at.error('too many line rows');
    if (this.address > 0xffffffff || this.address < this.lastAddress) this.sound = false;
    this.lastAddress = this.address;
    this.rows.add(this.address, this.file, this.line, this.column, flags | (this.statement ? RowFlag.statement : 0) | (this.prologueEnd ? RowFlag.prologueEnd : 0));
    this.prologueEnd = false;
  }

  private endSequence(): void {
    this.emit(RowFlag.endSequence);
    const last = this.rows.count - 1;
    if (this.sound && last > this.sequenceStart) {
      this.sequences.push({ first: this.sequenceStart, last, start: this.rows.addressAt(this.sequenceStart), end: this.address });
    }
    if (!this.sound) this.rows.count = this.sequenceStart;
    this.sequenceStart = this.rows.count;
    this.address = 0;
    this.lastAddress = 0;
    this.file = 1;
    this.line = 1;
    this.column = 0;
    this.statement = this.header.defaultIsStatement;
    this.prologueEnd = false;
    this.sound = true;
  }
}
