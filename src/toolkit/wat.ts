import { LIMITS } from '../base/limits';
import { UserError } from '../base/user-error';
import { visibleText } from '../base/visible-text';
import type { LineRow, ModuleSymbols } from '../symbols/module-symbols';
import type { WasmFunction } from '../wasm/module';
import type { WatLine } from '../wasm/wat';
import { formatWat, functionToWat } from '../wasm/wat';
import { moduleFieldsToWat } from '../wasm/wat-module';
import { NO_MAPPINGS, type PathPrefixes } from './path-prefixes';

/**
 * The text format by our own decoder, with offsets, source lines interleaved (`plain`: without either): of one function
 * by name or index, or of the whole module. In pieces, since the text of a large module does not fit in one string.
 */
export function* wat(symbols: ModuleSymbols, wanted?: string, paths = NO_MAPPINGS, plain = false): Generator<string> {
  if (wanted !== undefined) {
    for (const fn of functionsMeant(symbols, wanted)) yield functionText(symbols, fn, paths, plain);
    return;
  }
  const name = symbols.module.names.module;
  yield textOfLines([{ offset: null, text: name === null ? '(module' : `(module ;; ${name}` }], plain);
  let lines: WatLine[] = [];
  for (const line of moduleFieldsToWat(symbols.module)) {
    lines.push(line);
    if (lines.length < LIMITS.wat.linesPerPiece) continue;
    yield textOfLines(lines, plain);
    lines = [];
  }
  if (lines.length > 0) yield textOfLines(lines, plain);
  for (const fn of symbols.module.functions) yield functionText(symbols, fn, paths, plain);
  yield textOfLines([{ offset: null, text: ')' }], plain);
}

/** An index; a name of the name section or an export; a name as the source has it. Several functions may share one. */
function functionsMeant(symbols: ModuleSymbols, wanted: string): WasmFunction[] {
  const { module } = symbols;
  const defined = (index: number): WasmFunction | undefined => module.functions.withIndex(index);
  if (/^\d+$/.test(wanted)) {
    const fn = defined(Number(wanted));
    if (fn) return [fn];
    if (Number(wanted) < module.importedFunctionCount) throw new UserError(`function ${wanted} is imported: it has no code in this module`);
    throw new UserError(`no function ${wanted}: the module has ${module.importedFunctionCount} imported and ${module.functions.length} of its own, counted from 0`);
  }
  const exported = new Set(module.exports.filter(({ kind, name }) => kind === 'func' && name === wanted).map(({ index }) => index));
  const named = [...module.functions].filter(({ index }) => exported.has(index) || module.functionName(index) === wanted);
  const found = named.length > 0 ? named : symbols.functionsNamed(wanted).flatMap(({ index }) => defined(index) ?? []);
  if (found.length === 0) throw new UserError(`no function named ${wanted}: give its name as the source or the name section has it, or its index`);
  return found;
}

function functionText(symbols: ModuleSymbols, fn: WasmFunction, paths: PathPrefixes, plain: boolean): string {
  return textOfLines(functionToWat(symbols.module, fn, plain ? {} : { sourceAt: sourceOf(symbols, fn, paths) }), plain);
}

export function textOfLines(lines: readonly WatLine[], plain: boolean): string {
  return plain ? lines.map(({ text }) => `${text}\n`).join('') : formatWat(lines);
}

/** `file:line` of a function's instructions, by offset. */
export function sourceOf(symbols: ModuleSymbols, fn: WasmFunction, paths: PathPrefixes): (offset: number) => string | undefined {
  const rows = symbols.rowsAt(fn.bodyStart);
  return (offset) => placeText(rowAt(rows, offset), paths);
}

function placeText(row: LineRow | undefined, paths: PathPrefixes): string | undefined {
  return row && row.line > 0 ? visibleText(`${paths.shown(row.file)}:${row.line}`) : undefined;
}

/** The last row at or before the offset; rows are sorted. */
export function rowAt(rows: readonly LineRow[], offset: number): LineRow | undefined {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (rows[middle]!.offset <= offset) low = middle + 1;
    else high = middle;
  }
  return rows[low - 1];
}
