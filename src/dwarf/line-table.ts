import type { Droppable } from '../base/memory-budget';
import { ByteCursor } from '../base/byte-cursor';
import { attempt } from '../base/decode-error';
import { SECTION_NAMES } from './debug-sections';
import type { DwarfFile } from './dwarf-file';
import type { FileNameSearch } from './file-name-search';
import type { LineFile, LineHeader } from './line-header';
import { mayName, readLineHeader } from './line-header';
import type { LineProgramResult } from './line-program';
import { runLineProgram } from './line-program';
import type { LineRows } from './line-rows';
import { NO_ROWS, ROW_BYTES } from './line-rows';
import { LineSequences } from './line-sequences';
import type { Unit } from './unit';

const NOTHING: LineProgramResult = { rows: NO_ROWS, sequences: new LineSequences([]) };

/**
 * The line table of a unit. Its header (the file names) and its rows are read apart, each on first use. Rows are dropped
 * when many others are kept, and come back the same, by the same numbers.
 */
export class LineTable implements Droppable {
  wasUsed = false;
  private header: LineHeader | null | undefined;
  private result: LineProgramResult | undefined;
  private allFiles: (LineFile | undefined)[] | undefined;
  private hasRun = false;

  constructor(
    private readonly file: DwarfFile,
    private readonly offset: number,
    private readonly unit: Unit,
  ) {}

  /** By file number. A program that defines files itself (DWARF 2) adds its own once it has run. */
  get files(): readonly (LineFile | undefined)[] {
    return (this.allFiles ??= [...(this.readHeader()?.files ?? [])]);
  }

  /** False where no file can have the name that is searched. Comparing is as quick once the files are read. */
  mayName(search: FileNameSearch): boolean {
    return this.header !== undefined || (attempt([], () => mayName(this.file, this.offset, this.unit, search)) ?? true);
  }

  get rows(): LineRows {
    return this.run().rows;
  }

  /** In the order of the program; addresses of the rows of each ascend. */
  get sequences(): LineSequences {
    return this.run().sequences;
  }

  drop(): void {
    this.result = undefined;
  }

  private readHeader(): LineHeader | null {
    if (this.header === undefined) {
      const read = attempt(this.file.problems, () => readLineHeader(this.file, this.offset, this.unit.compilationDirectory, this.unit));
      this.header = read ?? null;
    }
    return this.header;
  }

  private run(): LineProgramResult {
    this.wasUsed = true;
    return (this.result ??= this.read());
  }

  /** The first run counts: a table that was dropped is read again because somebody asked. */
  private isAffordable({ programStart, programEnd }: LineHeader): boolean {
    if (this.hasRun) return true;
    const at = new ByteCursor(SECTION_NAMES.line, this.file.sections.line, programStart);
    return attempt(this.file.problems, () => this.file.lineBudget.spend(programEnd - programStart, at)) ?? false;
  }

  private read(): LineProgramResult {
    const header = this.readHeader();
    if (!header || !this.isAffordable(header)) return NOTHING;
    // A second run would find the same problems and define the same files again.
    const [files, problems] = this.hasRun ? [[], []] : [this.files as LineFile[], this.file.problems];
    this.hasRun = true;
    const result = runLineProgram(this.file.sections.line, header, files, problems);
    this.file.memory.keep(this, result.rows.lines.length * ROW_BYTES + result.sequences.sizeBytes);
    return result;
  }
}
