import { decodeBody } from '../wasm/function-body';
import type { ValueType, WasmFunction, WasmModule } from '../wasm/module';

/** The Wasm type of a local of a function: parameters come first. undefined where the function has no such local. */
export function localType(module: WasmModule, fn: WasmFunction, index: number): ValueType | undefined {
  const params = module.types[fn.typeIndex]?.params ?? [];
  if (index < params.length) return params[index];
  let first = params.length;
  for (const { count, type } of decodeBody(module, fn).locals) {
    first += count;
    if (index < first) return type;
  }
  return undefined;
}
