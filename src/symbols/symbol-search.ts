import { attempt } from '../base/decode-error';
import type { DecodeError } from '../base/decode-error';
import { LIMITS } from '../base/limits';
import { At } from '../dwarf/constants';
import type { Die } from '../dwarf/die';
import type { WasmFunction, WasmModule } from '../wasm/module';
import { fileOf } from './dwarf-variables';
import { readableSymbol } from './entry-names';
import type { FunctionSymbol } from './module-symbols';
import type { NameIndex } from './name-index';
import { lastPart, withoutArguments } from './name-parts';
import type { FoundSymbols, NamedSymbol, SymbolKind, SymbolSearchOptions } from './named-symbol';
import { qualifiedNameOf } from './type-names';

/** What the search reads of. */
export interface SearchedSymbols {
  readonly module: WasmModule;
  readonly names: NameIndex;
  readonly problems: DecodeError[];
  files(): readonly string[];
  functionName(index: number): string | undefined;
  functionSymbol(fn: WasmFunction): FunctionSymbol | undefined;
}

/** A match that is spelt out once it is among the best. */
interface Candidate {
  readonly rank: number;
  readonly name: string;
  resolve(): NamedSymbol | undefined;
}

const ALL_KINDS: readonly SymbolKind[] = ['function', 'type', 'global', 'file'];
const DEFAULT_LIMIT = 100;

/**
 * Functions, types, globals and files whose name holds `query`, letters of either case alike. Names are compared as the
 * module has them; entries are read of those alone that are returned.
 */
export function searchSymbols(searched: SearchedSymbols, query: string, { kinds = ALL_KINDS, limit = DEFAULT_LIMIT }: SymbolSearchOptions = {}): FoundSymbols {
  const rankOf = ranking(query);
  const candidates = [
    ...(kinds.includes('file') ? filesLike(searched, rankOf) : []),
    ...(kinds.includes('function') ? functionsLike(searched, query, rankOf) : []),
    ...(['type', 'global'] as const).filter((kind) => kinds.includes(kind)).flatMap((kind) => [...entriesLike(searched, kind, query, rankOf)]),
  ];
  candidates.sort((left, right) => left.rank - right.rank || left.name.length - right.name.length || (left.name < right.name ? -1 : Number(left.name > right.name)));
  const symbols = new Map<string, NamedSymbol>();
  let next = 0;
  for (; next < candidates.length && symbols.size < limit; next++) {
    const symbol = candidates[next]!.resolve();
    if (symbol) symbols.set(`${symbol.kind} ${symbol.name} ${symbol.offset ?? ''}`, symbol);
  }
  return { symbols: [...symbols.values()], complete: next === candidates.length && candidates.length < LIMITS.symbols.searched && searched.names.complete };
}

/** How well a name fits, 0 the best; -1 not at all. What arguments alone hold is no part of the name, and comes last. */
function ranking(query: string): (name: string) => number {
  const wanted = query.toLowerCase();
  return (name) => {
    const lower = name.toLowerCase();
    if (!lower.includes(wanted)) return -1;
    const plain = withoutArguments(lower);
    const last = lastPart(plain.slice(plain.lastIndexOf('/') + 1));
    if (last === wanted || lastPart(lower) === wanted) return 0;
    return last.startsWith(wanted) ? 1 : last.includes(wanted) ? 2 : plain.includes(wanted) ? 3 : 4;
  };
}

function* filesLike(searched: SearchedSymbols, rankOf: (name: string) => number): Generator<Candidate> {
  for (const file of searched.files()) {
    const rank = rankOf(file);
    if (rank >= 0) yield { rank, name: file, resolve: () => ({ kind: 'file', name: file, file, line: 0, offset: null }) };
  }
}

/** A mangled name holds the same words as the one that people write, so most names need not be demangled. */
function* functionsLike(searched: SearchedSymbols, query: string, rankOf: (name: string) => number): Generator<Candidate> {
  const words = query.toLowerCase().match(/\w+/g) ?? [];
  let count = 0;
  for (const fn of searched.module.functions) {
    const raw = searched.functionName(fn.index);
    const lower = raw?.toLowerCase();
    if (lower !== undefined && !words.every((word) => lower.includes(word))) continue;
    if (count++ >= LIMITS.symbols.searched) return;
    // Without a name in the module its entry is the only one who knows.
    const name = raw === undefined ? searched.functionSymbol(fn)?.name : readableSymbol(raw);
    const rank = name === undefined ? -1 : rankOf(withoutParameters(name));
    if (name !== undefined && rank >= 0) yield { rank, name, resolve: () => functionFound(searched.functionSymbol(fn)) };
  }
}

function functionFound(symbol: FunctionSymbol | undefined): NamedSymbol | undefined {
  return symbol && { kind: 'function', name: symbol.name, file: symbol.file, line: symbol.line, offset: symbol.bodyPlace };
}

/** Of a C++ name: parameters say what else a query may hold, but they are not what it is called. */
function withoutParameters(name: string): string {
  const start = name.endsWith(')') || name.endsWith(') const') ? name.lastIndexOf('(') : -1;
  return start > 0 ? name.slice(0, start) : name;
}

function* entriesLike(searched: SearchedSymbols, kind: 'type' | 'global', query: string, rankOf: (name: string) => number): Generator<Candidate> {
  const last = query.slice(query.lastIndexOf(':') + 1).toLowerCase();
  const seen = new Set<string>();
  for (const entry of searched.names.namesLike((name) => name.toLowerCase().includes(last), kind)) {
    const { name } = entry;
    const rank = rankOf(name);
    if (rank < 0 || seen.has(name)) continue;
    if (seen.size >= LIMITS.symbols.searched) return;
    seen.add(name);
    yield { rank, name, resolve: () => entryFound(kind, entry.die(), searched.problems) };
  }
}

function entryFound(kind: 'type' | 'global', die: Die | undefined, problems: DecodeError[]): NamedSymbol | undefined {
  return die && attempt(problems, () => ({
    kind,
    name: qualifiedNameOf(die) ?? '',
    file: die.inherited(fileOf) ?? null,
    line: die.inherited((origin) => origin.number(At.decl_line)) ?? 0,
    offset: null,
  }));
}
