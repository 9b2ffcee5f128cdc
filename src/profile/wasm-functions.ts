import { moduleOffset } from '../base/offsets';
import type { ModuleSymbols } from '../symbols/module-symbols';
import type { CallFrame } from './call-frame';

type WasmModule = ModuleSymbols['module'];
type WasmFunction = NonNullable<ReturnType<WasmModule['functionAt']>>;

/** Formats other than V8's own name a Wasm function and do not say where it stands. */
export const UNKNOWN_OFFSET = -1;

const V8_NAME = /^wasm-function\[(\d+)\]$/;

const known = new WeakMap<WasmModule, WasmFunctions>();

/** The functions of one module, found as profiles name them; made once a module. */
export function wasmFunctions(module: WasmModule): WasmFunctions {
  const functions = known.get(module) ?? new WasmFunctions(module);
  known.set(module, functions);
  return functions;
}

class WasmFunctions {
  private byName: Map<string, number | null> | undefined;

  constructor(private readonly module: WasmModule) {}

  /** The function that a frame means: at its offset and of its name, or, without an offset, the only one of that name. */
  of({ functionName, columnNumber }: CallFrame): WasmFunction | undefined {
    return columnNumber === UNKNOWN_OFFSET ? this.named(functionName) : this.at(columnNumber, functionName);
  }

  /** V8 names a function by the name section, else by its index. */
  private at(offset: number, name: string): WasmFunction | undefined {
    const found = this.module.functionAt(moduleOffset(offset));
    if (!found || found.bodyStart !== offset) return undefined;
    return this.namesOf(found.index).includes(name) ? found : undefined;
  }

  private named(name: string): WasmFunction | undefined {
    const numbered = V8_NAME.exec(name);
    const index = numbered ? Number(numbered[1]) : (this.indexes().get(name) ?? undefined);
    return index === undefined ? undefined : this.module.functions.withIndex(index);
  }

  private namesOf(index: number): (string | undefined)[] {
    return [this.module.names.functions.get(index), this.module.functionName(index), `wasm-function[${index}]`];
  }

  /** By name, the function's index; null where several have it. */
  private indexes(): ReadonlyMap<string, number | null> {
    if (this.byName) return this.byName;
    this.byName = new Map();
    for (const { index } of this.module.functions) {
      const name = this.module.functionName(index);
      if (name !== undefined) this.byName.set(name, this.byName.has(name) ? null : index);
    }
    return this.byName;
  }
}
