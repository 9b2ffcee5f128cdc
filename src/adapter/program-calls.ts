import { callExport } from '../session/export-call';
import type { WasmFrame } from '../session/frames';
import type { Pause } from '../session/pause';
import { NoResult } from '../values/arithmetic';
import type { CallArgument, ProgramCalls } from '../values/program-calls';
import type { ModuleSymbols } from '../symbols/module-symbols';
import type { WasmValue } from '../symbols/variable';

/** Functions of the frame's module, run while the program stands still. */
export class PausedProgramCalls implements ProgramCalls {
  /** Then whatever was shown of the program may be stale. */
  hasRun = false;

  constructor(
    private readonly pause: Pause,
    private readonly frame: WasmFrame,
  ) {}

  get symbols(): ModuleSymbols {
    return this.frame.symbols;
  }

  async run({ exportName: name, index }: { readonly exportName: string; readonly index: number }, args: readonly CallArgument[], result: string | undefined): Promise<WasmValue | undefined> {
    this.hasRun = true;
    const outcome = await callExport(this.pause, this.frame, { name, index, args, result });
    if ('why' in outcome) throw new NoResult(outcome.why);
    return outcome.value;
  }
}
