import type { DecodeError } from '../base/decode-error';
import type { ModuleOffset } from '../base/offsets';
import type { WasmModule } from '../wasm/module';
import type { FoundSymbols, SymbolSearchOptions } from './named-symbol';
import type { TypeInfo } from './type-info';
import type { Variable } from './variable';

export type DebugInfoKind = 'dwarf' | 'external-dwarf' | 'split-dwarf' | 'source-map' | 'name-section';
export type SourceLanguage = 'c' | 'cpp' | 'rust' | 'assemblyscript' | 'other';

/** Said of debug information that is of other code: a tool rewrote the module and left it behind. */
export const STALE_DEBUG_INFO = 'debug information does not match the code: it was not updated when the module was changed, and is not used';

export function isStale(problem: DecodeError): boolean {
  return problem.reason === STALE_DEBUG_INFO;
}

/** A place in source. `line` and `column` count from 1; `column` 0 where the compiler gave none. */
export interface SourcePlace {
  /** As the compiler wrote it, joined with its compilation directory; not yet mapped to this machine. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** One source-level frame. Several stand for one Wasm frame where calls were inlined, innermost first. */
export interface SourceFrame {
  /** As its authors write it: demangled, qualified, no hash. */
  readonly function: string;
  readonly linkageName: string | null;
  /** null when only the name is known. */
  readonly file: string | null;
  /** 0 for compiler-made code without a line, then see `nearLine`. */
  readonly line: number;
  readonly column: number;
  readonly inlined: boolean;
  /** The nearest real line before, when `line` is 0. */
  readonly nearLine?: number;
  readonly language: SourceLanguage;
}

/** A function with code of its own in the module (an inlined copy is not one). */
export interface FunctionSymbol {
  readonly name: string;
  readonly linkageName: string | null;
  /** Index in the Wasm function index space. */
  readonly index: number;
  readonly start: ModuleOffset;
  readonly end: ModuleOffset;
  /** First instruction past the prologue, where a breakpoint on the function sits. */
  readonly bodyPlace: ModuleOffset;
  readonly file: string | null;
  readonly line: number;
  readonly language: SourceLanguage;
}

export interface Located {
  /** The file as the debug information names it and the line that really holds code; null: nowhere. */
  readonly resolved: { readonly file: string; readonly line: number } | null;
  /** One place per function, inlined copy and instance; each is an instruction start. */
  readonly offsets: readonly ModuleOffset[];
}

/** Where a breakpoint on a function sits: past the prologue of the function, or at the start of a copy that was inlined. */
export interface FunctionPlace {
  readonly offset: ModuleOffset;
  readonly inlined: boolean;
}

/** Where a breakpoint with a column may sit; both count from 1. */
export interface BreakpointPlace {
  readonly line: number;
  readonly column: number;
}

/** How far a step goes: `statement` also tells columns apart. */
export type StepUnit = 'line' | 'statement';

/** Half open, module offsets. */
export interface OffsetRange {
  readonly start: ModuleOffset;
  readonly end: ModuleOffset;
}

export interface LineRow {
  readonly offset: ModuleOffset;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly isStatement: boolean;
  readonly prologueEnd: boolean;
}

/**
 * Everything the product knows about one module's source, over DWARF, source map and name section alike.
 * Nothing throws on damaged debug information: what is unknown is absent, and `problems` says why.
 */
export interface ModuleSymbols {
  readonly module: WasmModule;
  readonly kinds: readonly DebugInfoKind[];
  /** DWARF versions met in unit headers, ascending. */
  readonly dwarfVersions: readonly number[];
  readonly unitCount: number;
  readonly problems: readonly DecodeError[];
  /** Counts everything: reads all units, so use it for `inspect` alone. */
  statistics(): { readonly functions: number; readonly lineRows: number };
  /** Frames at an instruction, innermost first; empty when nothing at all is known of the offset. */
  framesAt(offset: ModuleOffset): readonly SourceFrame[];
  /** Where a breakpoint on a line sits. `file` may be any suffix of the path; `column` narrows. */
  locate(file: string, line: number, column?: number): Located;
  functionAt(offset: ModuleOffset): FunctionSymbol | undefined;
  /** Functions whose name, linkage name or last path segment is `name`. */
  functionsNamed(name: string): readonly FunctionSymbol[];
  /** Functions, types, globals and files whose name holds `query`, for an editor's search. The first one reads all units once. */
  symbolsLike(query: string, options?: SymbolSearchOptions): FoundSymbols;
  /** Where the functions of a name begin, copies that were inlined into others included. Reads all entries the first time. */
  placesOfFunction(name: string): readonly FunctionPlace[];
  /** Lines and columns of a file, `firstLine` to `lastLine`, that `locate` would find code at; sorted, each once. */
  placesIn(file: string, firstLine: number, lastLine: number): readonly BreakpointPlace[];
  files(): readonly string[];
  /** Text of a file that the debug information itself carries (DWARF 5 embedded source, `sourcesContent`). */
  embeddedSource(file: string): string | undefined;
  /**
   * What a source step runs through: the ranges of the function at `offset` that belong to the same line (or statement:
   * line and column) at the same inline depth (line-0 and non-statement rows between them included), sorted, merged, not
   * touching.
   */
  stepRanges(offset: ModuleOffset, unit?: StepUnit): readonly OffsetRange[];
  /** What the function at `offset` returns, as declared: `void` where it says nothing; undefined without debug information. */
  returnTypeAt(offset: ModuleOffset): TypeInfo | undefined;
  /** Rows of the function at `offset`, by offset: for disassembly and line lenses. */
  rowsAt(offset: ModuleOffset): readonly LineRow[];
  /** Per frame of `framesAt(offset)`, same order: what is in scope there, shadowed ones included, outermost block first. */
  variablesAt(offset: ModuleOffset): readonly (readonly Variable[])[];
  /** Globals and statics of the unit at `offset`, or of the whole module without one. */
  globals(offset?: ModuleOffset): readonly Variable[];
  /** A struct, union, enum, class or typedef by its qualified name. */
  /** The global of that name, scopes left out at will, in whichever unit; undefined where none or several are meant. */
  globalNamed(name: string): Variable | undefined;
  typeNamed(name: string, isShort?: boolean): TypeInfo | undefined;
  /** The concrete type behind a Rust trait object, by the address of its table of methods. */
  typeWithVtable(address: number): TypeInfo | undefined;
}
