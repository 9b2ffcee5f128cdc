import type { DwarfFile } from './dwarf-file';
import type { LineFile, LineHeader } from './line-header';
import { readLineHeader } from './line-header';
import { attempt } from '../base/decode-error';
import type { LineRows, LineSequence } from './line-program';
import { NO_ROWS, runLineProgram } from './line-program';
import type { Unit } from './unit';

/** The line table of a unit. Its header (the file names) and its rows are read apart, each on first use. */
export class LineTable {
  private header: LineHeader | null | undefined;
  private result: { readonly rows: LineRows; readonly sequences: readonly LineSequence[] } | undefined;
  private allFiles: (LineFile | undefined)[] | undefined;

  constructor(
    private readonly file: DwarfFile,
    private readonly offset: number,
    private readonly unit: Unit,
  ) {}

  /** By file number. A program that defines files itself (DWARF 2) adds its own once it has run. */
  get files(): readonly (LineFile | undefined)[] {
    return (this.allFiles ??= [...(this.readHeader()?.files ?? [])]);
  }

  get rows(): LineRows {
    return this.run().rows;
  }

  /** In the order of the program; addresses of the rows of each ascend. */
  get sequences(): readonly LineSequence[] {
    return this.run().sequences;
  }

  private readHeader(): LineHeader | null {
    if (this.header === undefined) {
      const read = attempt(this.file.problems, () => readLineHeader(this.file, this.offset, this.unit.compilationDirectory, this.unit));
      this.header = read ?? null;
    }
    return this.header;
  }

  private run(): { readonly rows: LineRows; readonly sequences: readonly LineSequence[] } {
    if (!this.result) {
      const header = this.readHeader();
      const files = this.files as LineFile[];
      this.result = header ? runLineProgram(this.file.sections.line, header, files, this.file.problems) : { rows: NO_ROWS, sequences: [] };
    }
    return this.result;
  }
}
