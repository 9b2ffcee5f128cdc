import { ByteCursor } from '../base/byte-cursor';
import { DecodeError } from '../base/decode-error';
import { LIMITS } from '../base/limits';
import { SECTION_NAMES } from './debug-sections';
import { isTombstone, readAddress } from './forms';
import type { LineFile, LineHeader } from './line-header';
import { readFile2 } from './line-header';
import type { LineRows } from './line-rows';
import { RowBuffer, RowFlag } from './line-rows';
import { LineSequences } from './line-sequences';

export interface LineProgramResult {
  readonly rows: LineRows;
  readonly sequences: LineSequences;
}

/**
 * Runs a line program (DWARF 5, 6.2.5). Sequences of dropped code and those whose addresses run backwards are left out;
 * what stands before damage is kept.
 */
export function runLineProgram(section: Uint8Array, header: LineHeader, files: LineFile[], problems: DecodeError[]): LineProgramResult {
  const machine = new LineMachine(section, header, files);
  try {
    machine.run();
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    problems.push(error);
  }
  return { rows: buffer.copy(), sequences: new LineSequences(machine.sequences) };
}

/** Programs run one at a time. */
const buffer = new RowBuffer();

interface SpecialSteps {
  readonly addresses: Uint32Array;
  readonly lines: Int32Array;
}

/** One compiler writes all its headers alike. */
let lastSteps: { readonly key: string; readonly steps: SpecialSteps } = { key: '', steps: { addresses: new Uint32Array(), lines: new Int32Array() } };

/** By opcode, what special ones add (6.2.5.1). */
function specialSteps({ lineRange, lineBase, opcodeBase, minimumInstructionLength }: LineHeader): SpecialSteps {
  const key = [lineRange, lineBase, opcodeBase, minimumInstructionLength].join();
  if (lastSteps.key === key) return lastSteps.steps;
  const steps = { addresses: new Uint32Array(256), lines: new Int32Array(256) };
  for (let opcode = opcodeBase; opcode < 256 && lineRange > 0; opcode++) {
    steps.addresses[opcode] = Math.floor((opcode - opcodeBase) / lineRange) * minimumInstructionLength;
    steps.lines[opcode] = lineBase + ((opcode - opcodeBase) % lineRange);
  }
  lastSteps = { key, steps };
  return steps;
}

class LineMachine {
  /** As LineSequences takes them. */
  readonly sequences: number[] = [];
  private readonly at: ByteCursor;
  private address = 0;
  private file = 1;
  private line = 1;
  private column = 0;
  private statement: boolean;
  private prologueEnd = false;
  private lastAddress = 0;
  private sequenceStart = 0;
  private readonly addressSteps: Uint32Array;
  private readonly lineSteps: Int32Array;
  /** False once the sequence is known to describe nothing: dropped code, or addresses that run backwards. */
  private sound = true;

  constructor(
    section: Uint8Array,
    private readonly header: LineHeader,
    private readonly files: LineFile[],
  ) {
    this.at = new ByteCursor(SECTION_NAMES.line, section, header.programStart, header.programEnd);
    this.statement = header.defaultIsStatement;
    ({ addresses: this.addressSteps, lines: this.lineSteps } = specialSteps(header));
    // A row takes some four bytes of program.
    buffer.reset((this.at.remaining >> 2) + 16);
  }

  run(): void {
    const { at, header: { opcodeBase } } = this;
    while (!at.done) {
      const opcode = at.u8();
      if (opcode >= opcodeBase) this.special(opcode);
      else if (opcode === 0) this.extended();
      else this.standard(opcode);
    }
  }

  private special(opcode: number): void {
    if (this.header.lineRange === 0) throw this.at.error('line range of 0');
    this.address += this.addressSteps[opcode]!;
    this.advanceLine(this.lineSteps[opcode]!);
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
        this.address += this.addressSteps[255]!;
        return;
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
    if (buffer.count >= LIMITS.dwarf.rowsPerSequence) throw this.at.error('too many line rows');
    if (this.address > 0xffffffff || this.address < this.lastAddress) this.sound = false;
    this.lastAddress = this.address;
    buffer.add(this.address, this.file, this.line, this.column, flags | (this.statement ? RowFlag.statement : 0) | (this.prologueEnd ? RowFlag.prologueEnd : 0));
    this.prologueEnd = false;
  }

  private endSequence(): void {
    this.emit(RowFlag.endSequence);
    const last = buffer.count - 1;
    if (this.sound && last > this.sequenceStart) {
      this.sequences.push(this.sequenceStart, last, buffer.addressAt(this.sequenceStart), this.address);
    }
    if (!this.sound) buffer.count = this.sequenceStart;
    this.sequenceStart = buffer.count;
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
