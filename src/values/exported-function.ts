import type { FunctionSymbol, ModuleSymbols } from '../symbols/module-symbols';
import type { TypeInfo } from '../symbols/type-info';
import { strip } from '../symbols/type-info';

/** What goes in or comes out: a WebAssembly number, and what it is declared to be; null where nobody says. */
export interface Passed {
  readonly type: string;
  readonly declared: TypeInfo | null;
}

/** A function that can be called from outside of its module. */
export interface ExportedFunction {
  /** As the module exports it. */
  readonly exportName: string;
  readonly parameters: readonly Passed[];
  readonly results: readonly Passed[];
  /** What it returns by writing to memory that the caller provides. */
  readonly writes: TypeInfo | null;
}

interface FunctionExport {
  readonly name: string;
  readonly index: number;
}

interface Declaration {
  readonly parameters: readonly TypeInfo[];
  readonly result: TypeInfo;
}

/** By the export's name, or by the name of the function in its source; of several functions of a name the first that is exported. */
export function exportedFunction(symbols: ModuleSymbols, name: string): ExportedFunction | undefined {
  const exports = functionExports(symbols);
  const sources = symbols.functionsNamed(name);
  const found = exports.find((each) => each.name === name) ?? exports.find((each) => sources.some(({ index, linkageName }) => index === each.index || linkageName === each.name));
  const type = found && symbols.module.types[functionWith(symbols, found.index)?.typeIndex ?? -1];
  if (!type) return undefined;
  const declared = declarationOf(symbols, found);
  // Some are passed in parts, or not at all.
  const parameters = declared?.parameters.length === type.params.length ? declared.parameters : [];
  const writes = declared && type.results.length === 0 && (strip(declared.result).sizeBytes ?? 0) > 0 ? declared.result : null;
  return {
    exportName: found.name,
    parameters: type.params.map((param, index) => ({ type: param, declared: parameters[index] ?? null })),
    results: type.results.map((result) => ({ type: result, declared: declared?.result ?? null })),
    writes,
  };
}

/** Names that a call may use. */
export function callableNames(symbols: ModuleSymbols): string[] {
  return functionExports(symbols).map(({ name }) => name);
}

function functionExports({ module }: ModuleSymbols): FunctionExport[] {
  return module.exports.filter(({ kind, index }) => kind === 'func' && index >= module.importedFunctionCount);
}

const functionWith = ({ module }: ModuleSymbols, index: number): ReturnType<ModuleSymbols['module']['functions']['at']> => module.functions.at(index - module.importedFunctionCount);

/** wasm-ld wraps the exports of commands: what is declared is the function inside, of the same name. */
function declarationOf(symbols: ModuleSymbols, { name, index }: FunctionExport): Declaration | null {
  const own = functionWith(symbols, index);
  const inside = symbols.functionsNamed(name).find((each) => functionWith(symbols, each.index)?.typeIndex === own?.typeIndex);
  return declared(symbols, own && symbols.functionAt(own.bodyStart)) ?? declared(symbols, inside);
}

function declared(symbols: ModuleSymbols, fn: FunctionSymbol | undefined): Declaration | null {
  const result = fn && symbols.returnTypeAt(fn.bodyPlace);
  if (!result) return null;
  const variables = symbols.variablesAt(fn.bodyPlace).at(-1) ?? [];
  return { parameters: variables.filter(({ kind }) => kind === 'parameter').map(({ type }) => type), result };
}
