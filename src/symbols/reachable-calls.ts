import { attempt, type DecodeError } from '../base/decode-error';
import { ByteCursor } from '../base/byte-cursor';
import { LIMITS } from '../base/limits';
import type { ModuleOffset } from '../base/offsets';
import { walkBody } from '../wasm/function-body';
import type { WasmFunction, WasmModule } from '../wasm/module';
import type { FunctionSymbol, ModuleSymbols } from './module-symbols';

/** Opcodes (Wasm 3.0, 5.4.1). */
const CALL = new Set([0x10, 0x12]);
const CALL_INDIRECT = new Set([0x11, 0x13]);

/**
 * The wanted functions that a function reaches first, through any number of others that are not: where a step into the
 * standard library meets the user's code. Of an indirect call every wanted function that has its address taken counts.
 */
export function firstWantedCallees(symbols: ModuleSymbols, from: ModuleOffset, isWanted: (callee: FunctionSymbol) => boolean): FunctionSymbol[] {
  const { module } = symbols;
  const found = new Map<number, FunctionSymbol>();
  const start = module.functionAt(from);
  const waiting = start ? [start] : [];
  const seen = new Set(waiting.map(({ index }) => index));
  const meet = (index: number): void => {
    const fn = module.functions.withIndex(index);
    if (!fn || seen.has(index)) return;
    seen.add(index);
    const symbol = symbols.functionAt(fn.bodyStart);
    if (symbol && isWanted(symbol)) found.set(index, symbol);
    else waiting.push(fn);
  };
  let callsIndirectly = false;
  for (let visited = 0; waiting.length > 0 && visited < LIMITS.stepping.walkedCallees; visited++) {
    const { direct, indirect } = callsOf(module, waiting.pop()!);
    direct.forEach(meet);
    callsIndirectly ||= indirect;
  }
  if (callsIndirectly) for (const { functions } of module.elements) for (const index of functions) if (index !== null) meet(index);
  return [...found.values()].slice(0, LIMITS.stepping.wantedCallees);
}

function callsOf(module: WasmModule, fn: WasmFunction): { readonly direct: readonly number[]; readonly indirect: boolean } {
  const direct: number[] = [];
  let indirect = false;
  const problems: DecodeError[] = [];
  // What stands before damage counts.
  attempt(problems, () =>
    walkBody(module, fn, (opcode, offset) => {
      if (CALL.has(opcode)) direct.push(new ByteCursor('code', module.bytes, offset + 1, fn.bodyEnd).uleb32());
      if (CALL_INDIRECT.has(opcode)) indirect = true;
    }),
  );
  return { direct, indirect };
}
