import { DecodeError } from '../base/decode-error';
import { walkBody } from '../wasm/function-body';
import type { WasmFunction, WasmModule } from '../wasm/module';

/** Less than this says nothing about how it was compiled. */
const ENOUGH_VALUES = 12;
/** Optimised code leaves most values on the stack; measured on LLVM 14 and 19, C and Rust: below 0.25, with Asyncify 0.6, unoptimised above 0.9. */
const UNOPTIMISED_SHARE = 0.75;
const MOST_FUNCTIONS = 20_000;

const LOCAL_SET = 0x21;
const GLOBAL_GET = 0x23;

/** Loads, constants, arithmetic and comparisons (Wasm 3.0, 5.4.6 and 5.4.7): they leave one value. */
const leavesValue = (opcode: number): boolean => opcode === GLOBAL_GET || (opcode >= 0x28 && opcode <= 0x35) || (opcode >= 0x41 && opcode <= 0xc4);

/**
 * LLVM without optimisation puts every value into a local of its own before it uses it, in whatever language and with or
 * without debug information. The share of code, in bytes, of functions that look so; null where there is too little code.
 */
export function unoptimisedShare(module: WasmModule): number | null {
  let judged = 0;
  let unoptimised = 0;
  for (let position = 0; position < Math.min(module.functions.length, MOST_FUNCTIONS); position++) {
    const fn = module.functions.at(position)!;
    const verdict = isUnoptimised(module, fn);
    if (verdict === null) continue;
    const size = fn.bodyEnd - fn.bodyStart;
    judged += size;
    if (verdict) unoptimised += size;
  }
  return judged === 0 ? null : unoptimised / judged;
}

/** Whether one function was compiled without optimisation; null where it is too short to tell, or damaged. */
export function isUnoptimised(module: WasmModule, fn: WasmFunction): boolean | null {
  let values = 0;
  let kept = 0;
  let before = false;
  try {
    walkBody(module, fn, (opcode) => {
      if (before && opcode === LOCAL_SET) kept++;
      before = leavesValue(opcode);
      if (before) values++;
    });
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return null;
  }
  return values < ENOUGH_VALUES ? null : kept / values >= UNOPTIMISED_SHARE;
}
