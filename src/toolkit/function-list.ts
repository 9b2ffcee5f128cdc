import { LIMITS } from '../base/limits';
import type { FunctionSymbol, ModuleSymbols } from '../symbols/module-symbols';
import type { WasmFunction, WasmModule } from '../wasm/module';
import type { FunctionListOptions, ListedFunction } from './shown-module';

/** Those that fit, in their order; what is shown of one is found out when it is asked for. */
export function functionList(symbols: ModuleSymbols, { query = '', order = 'index' }: FunctionListOptions): { readonly length: number; at(place: number): WasmFunction | undefined } {
  const { module } = symbols;
  if (query === '' && order === 'index') return module.functions;
  const positions = query === '' ? bySize(module) : matching(symbols, query, order);
  return { length: positions.length, at: (place) => module.functions.at(positions[place] ?? Number.NaN) };
}

export function listedFunction(symbols: ModuleSymbols, fn: WasmFunction): ListedFunction {
  return listed(symbols.functionAt(fn.bodyStart)) ?? { index: fn.index, name: symbols.module.functionName(fn.index) ?? `function ${fn.index}`, start: fn.bodyStart, end: fn.bodyEnd, file: null, line: 0 };
}

export function listed(fn: FunctionSymbol | undefined): ListedFunction | undefined {
  return fn && { index: fn.index, name: fn.name, start: fn.start, end: fn.end, file: fn.file, line: fn.line };
}

/** A list is asked for a screenful at a time: the order is made once. */
const sizeOrders = new WeakMap<WasmModule, Uint32Array>();

function bySize(module: WasmModule): Uint32Array {
  const known = sizeOrders.get(module);
  if (known) return known;
  const { functions } = module;
  const sizeOf = (position: number): number => functions.endOf(position) - functions.startOf(position);
  const order = Uint32Array.from({ length: functions.length }, (_, position) => position).sort((a, b) => sizeOf(b) - sizeOf(a) || a - b);
  sizeOrders.set(module, order);
  return order;
}

const searches = new WeakMap<ModuleSymbols, { readonly key: string; readonly positions: readonly number[] }>();

function matching(symbols: ModuleSymbols, query: string, order: 'index' | 'size'): readonly number[] {
  const key = `${order} ${query}`;
  const last = searches.get(symbols);
  if (last?.key === key) return last.positions;
  const fits = fitting(symbols, query);
  const { module } = symbols;
  const positions = order === 'size' ? [...bySize(module)].filter((position) => fits.has(position)) : [...fits].sort((a, b) => a - b);
  searches.set(symbols, { key, positions });
  return positions;
}

/** By the names of the name section, all of them, and by those of the source, the best of them. */
function fitting(symbols: ModuleSymbols, query: string): Set<number> {
  const { module } = symbols;
  const wanted = query.toLowerCase();
  const fits = new Set<number>();
  for (let position = 0; position < module.functions.length; position++) {
    const index = module.importedFunctionCount + position;
    if (String(index) === wanted || module.functionName(index)?.toLowerCase().includes(wanted)) fits.add(position);
  }
  for (const { offset } of symbols.symbolsLike(query, { kinds: ['function'], limit: LIMITS.symbolsWorker.answerEntries }).symbols) {
    const fn = offset === null ? undefined : module.functionAt(offset);
    if (fn) fits.add(fn.index - module.importedFunctionCount);
  }
  return fits;
}
