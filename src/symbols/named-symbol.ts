import type { ModuleOffset } from '../base/offsets';

export type SymbolKind = 'function' | 'type' | 'global' | 'file';

/** What an editor's search for symbols shows. */
export interface NamedSymbol {
  readonly kind: SymbolKind;
  /** Qualified, as its authors write it. */
  readonly name: string;
  /** Where it is declared; null and 0 where the debug information does not say. */
  readonly file: string | null;
  readonly line: number;
  /** Of functions with code of their own: the first instruction past the prologue. */
  readonly offset: ModuleOffset | null;
}

export interface SymbolSearchOptions {
  /** All kinds unless said. */
  readonly kinds?: readonly SymbolKind[];
  readonly limit?: number;
}

export interface FoundSymbols {
  /** The best first: whole last names, their beginnings, parts of them, parts of what stands before. */
  readonly symbols: readonly NamedSymbol[];
  /** False where there are more than were asked for, or more names than are looked at. */
  readonly complete: boolean;
}
