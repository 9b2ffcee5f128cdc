import type { ModuleSymbols } from '../symbols/module-symbols';
import type { WasmValue } from '../symbols/variable';
import type { ExportedFunction } from './exported-function';

/** Running functions of the stopped program, where its user allows that. */
export interface ProgramCalls {
  readonly symbols: ModuleSymbols;
  /** `result`: the WebAssembly type of what it returns. Rejects with NoResult where it does not return: with what it threw, or because it took too long. */
  run(fn: Pick<ExportedFunction, 'exportName' | 'index'>, args: readonly CallArgument[], result: string | undefined): Promise<WasmValue | undefined>;
}

export interface CallArgument {
  readonly type: string;
  readonly value: WasmValue;
  /** Where something stands in memory that the function may look at. */
  readonly isAddress: boolean;
}
