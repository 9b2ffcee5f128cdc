import type { LineRows } from '../dwarf/line-rows';
import type { LineSequences } from '../dwarf/line-sequences';

/**
 * Rows of code and the files that they name, from wherever: a unit's line table, or a source map. Addresses count from
 * `origin`, a module offset. Files can be asked for without reading the rows.
 */
export interface LineSource {
  readonly origin: number;
  /** By the file numbers of the rows. */
  readonly files: readonly ({ readonly path: string; readonly source: string | null } | undefined)[];
  readonly rows: LineRows;
  readonly sequences: LineSequences;
}
