import type { ModuleOffset } from '../base/offsets';
import type { WasmFunction } from '../wasm/module';
import { formatWat, functionToWat } from '../wasm/wat';
import type { LineRow, ModuleSymbols } from './module-symbols';

/** One instruction of a module as text, with the place in source that it was made of. */
export interface DisassembledInstruction {
  readonly offset: ModuleOffset;
  /** Indented by nesting. */
  readonly text: string;
  /** Of the function, at its first instruction. */
  readonly symbol: string | null;
  readonly row: LineRow | null;
}

/** `count` instructions from `from` instructions after the one at `offset`; null where the module has none. */
export function instructionsAround(symbols: ModuleSymbols, offset: ModuleOffset, from: number, count: number): (DisassembledInstruction | null)[] {
  const { module } = symbols;
  const start = module.functionAt(offset);
  if (!start) return Array.from({ length: count }, () => null);
  const first = start.index - module.importedFunctionCount;
  let listed = instructionsOf(symbols, start);
  let here = Math.max(0, listed.findLastIndex((each) => each.offset <= offset));
  for (let index = first - 1; index >= 0 && here + from < 0; index--) {
    const before = instructionsOf(symbols, module.functions.at(index)!);
    listed = before.concat(listed);
    here += before.length;
  }
  for (let index = first + 1; index < module.functions.length && listed.length < here + from + count; index++) listed = listed.concat(instructionsOf(symbols, module.functions.at(index)!));
  return Array.from({ length: count }, (_, index) => listed[here + from + index] ?? null);
}

/** The text of the function at `offset`, and the line in it (from 1) of the instruction there. */
export function functionText(symbols: ModuleSymbols, offset: ModuleOffset): { readonly text: string; readonly line: number } | undefined {
  const fn = symbols.module.functionAt(offset);
  if (!fn) return undefined;
  const lines = functionToWat(symbols.module, fn);
  return { text: formatWat(lines), line: lines.findLastIndex((line) => line.offset !== null && line.offset <= offset) + 1 };
}

function instructionsOf(symbols: ModuleSymbols, fn: WasmFunction): DisassembledInstruction[] {
  const rows = symbols.rowsAt(fn.bodyStart);
  let row = -1;
  // The first line is the function's head, which is no instruction.
  return functionToWat(symbols.module, fn).slice(1).flatMap(({ offset, text }, index, all) => {
    if (offset === null) return [];
    while (row + 1 < rows.length && rows[row + 1]!.offset <= offset) row++;
    const isFirst = all.findIndex((line) => line.offset !== null) === index;
    return [{ offset, text, symbol: isFirst ? (symbols.functionAt(fn.bodyStart)?.name ?? symbols.module.functionName(fn.index) ?? null) : null, row: rows[row] ?? null }];
  });
}
