import { attempt, type DecodeError } from '../base/decode-error';
import { localsOf } from '../wasm/function-body';
import type { ValueType, WasmFunction, WasmModule } from '../wasm/module';

/** The Wasm type of a local of a function: parameters come first. undefined where the function has no such local. */
export function localType(module: WasmModule, fn: WasmFunction, index: number): ValueType | undefined {
  const params = module.types[fn.typeIndex]?.params ?? [];
  if (index < params.length) return params[index];
  let first = params.length;
  const problems: DecodeError[] = [];
  for (const { count, type } of attempt(problems, () => localsOf(module, fn)) ?? []) {
    first += count;
    if (index < first) return type;
  }
  return undefined;
}
