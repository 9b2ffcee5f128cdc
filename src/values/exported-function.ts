import type { FunctionSymbol, ModuleSymbols } from '../symbols/module-symbols';
import { strip, type TypeInfo } from '../symbols/type-info';

/** What goes in or comes out: a WebAssembly number, and what it is declared to be; null where nobody says. */
export interface Passed {
  readonly type: string;
  readonly declared: TypeInfo | null;
}

/** A function that can be called from outside of its module. */
export interface ExportedFunction {
  /** As the module exports it. */
  readonly exportName: string;
  /** In the module's index space. */
  readonly index: number;
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
  const own = found && symbols.module.functions.withIndex(found.index);
  const type = own && symbols.module.types[own.typeIndex];
  if (!type) return undefined;
  const { index, declared } = declarationOf(symbols, found.name, own);
  // Some are passed in parts, or not at all.
  const parameters = declared?.parameters.length === type.params.length ? declared.parameters : [];
  const writes = declared && type.results.length === 0 && (strip(declared.result).sizeBytes ?? 0) > 0 ? declared.result : null;
  return {
    exportName: found.name,
    index,
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

type WasmFunction = NonNullable<ReturnType<ModuleSymbols['module']['functions']['at']>>;

/**
 * wasm-ld wraps the exports of commands, to construct and destroy everything around each call (wasm-ld, `--export` with
 * `crt1-command.o`): what is meant is the function inside, of the same name.
 */
function declarationOf(symbols: ModuleSymbols, name: string, own: WasmFunction): { readonly index: number; readonly declared: Declaration | null } {
  const outside = declared(symbols, symbols.functionAt(own.bodyStart));
  const inside = outside ? undefined : symbols.functionsNamed(name).find(({ index }) => index !== own.index && symbols.module.functions.withIndex(index)?.typeIndex === own.typeIndex);
  return inside ? { index: inside.index, declared: declared(symbols, inside) } : { index: own.index, declared: outside };
}

function declared(symbols: ModuleSymbols, fn: FunctionSymbol | undefined): Declaration | null {
  const result = fn && symbols.returnTypeAt(fn.bodyPlace);
  if (!result) return null;
  const variables = symbols.variablesAt(fn.bodyPlace).at(-1) ?? [];
  return { parameters: variables.filter(({ kind }) => kind === 'parameter').map(({ type }) => type), result };
}
