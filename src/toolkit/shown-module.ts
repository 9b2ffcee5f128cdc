/** What an editor shows of a module: plain data, so that a page with no file system can name it. */
import type { ModuleOffset } from '../base/offsets';
import type { DebugInfoKind } from '../symbols/module-symbols';
import type { ExternKind } from '../wasm/module';

/** A part of a list that may be long. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly total: number;
}

export interface Range {
  readonly from?: number;
  readonly count?: number;
}

/** A section as it stands in the file: `start` is its first byte, `bytes` its whole size, header and name counted. */
export interface OutlinedSection {
  readonly name: string;
  readonly isCustom: boolean;
  readonly start: number;
  readonly bytes: number;
}

/** A module at a glance. */
export interface ModuleOutline {
  readonly bytes: number;
  /** In the order of the file; at most LIMITS.symbolsWorker.answerEntries of `sectionCount`. */
  readonly sections: readonly OutlinedSection[];
  readonly sectionCount: number;
  readonly functions: number;
  readonly imports: number;
  readonly exports: number;
  readonly kinds: readonly DebugInfoKind[];
  readonly dwarfVersions: readonly number[];
  readonly unitCount: number;
  readonly producers: readonly { readonly field: string; readonly name: string; readonly version: string }[];
  readonly buildId: string | null;
  /** Damage, staleness, or that there are no lines, each with what helps. */
  readonly problems: readonly string[];
}

/** A function as lists show it. */
export interface ListedFunction {
  readonly index: number;
  readonly name: string;
  readonly start: ModuleOffset;
  readonly end: ModuleOffset;
  readonly file: string | null;
  readonly line: number;
}

export interface FunctionListOptions {
  /** A part of the name, as the source or the name section has it, or an index; letters of either case. */
  readonly query?: string;
  /** By index unless said; `size`: the largest first. */
  readonly order?: 'index' | 'size';
}

/** An import or an export as lists show it. */
export interface ListedExtern {
  readonly kind: ExternKind;
  /** In the index space of its kind. */
  readonly index: number;
  /** For imports with the module that it is wanted from: `env.memory`. */
  readonly name: string;
  /** In words: `(i32, i32) → i64`, `17 pages, at most 32`. */
  readonly type: string;
}

/** One line of text with the source line that it was made from. */
export interface TextLine {
  /** null where the line stands for no bytes of its own. */
  readonly offset: number | null;
  readonly text: string;
  /** Index in `sources`; -1 where no source is known. */
  readonly source: number;
  readonly line: number;
}

/** The part of a source file that the function was made from. */
export interface SourceExcerpt {
  /** As the debug information names it. */
  readonly file: string;
  /** Where it stands on this machine; null where it does not. */
  readonly path: string | null;
  readonly firstLine: number;
  /** null where no text of the file is to be had. */
  readonly lines: readonly string[] | null;
}

export interface FunctionText {
  readonly fn: ListedFunction;
  readonly lines: readonly TextLine[];
  /** The function's own file first, then by how much of the code is from it: what was inlined. */
  readonly sources: readonly SourceExcerpt[];
  /** There is more than LIMITS.symbolsWorker lets travel. */
  readonly isCut: boolean;
}
