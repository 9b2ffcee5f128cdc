import type { ModuleSymbols } from '../symbols/module-symbols';
import type { FoundSymbols, SymbolKind } from '../symbols/named-symbol';
import { NO_MAPPINGS, type PathPrefixes } from './path-prefixes';

/** What `wasmscope inspect --symbols --json` prints: a contract. Offsets count bytes from the start of the module. */
export interface SymbolAnswer extends FoundSymbols {
  readonly query: string;
}

interface FindSymbolsOptions {
  readonly kinds?: readonly SymbolKind[];
  readonly limit?: number;
  readonly prefixes?: PathPrefixes;
}

/** Functions, types, globals and files whose name holds `query`, the best first. */
export function findSymbols(symbols: ModuleSymbols, query: string, { prefixes = NO_MAPPINGS, ...options }: FindSymbolsOptions = {}): SymbolAnswer {
  const found = symbols.symbolsLike(query, options);
  const shown = found.symbols.map((symbol) => ({ ...symbol, file: symbol.file === null ? null : prefixes.shown(symbol.file) }));
  return { query, symbols: shown, complete: found.complete };
}
