import type { ModuleOffset } from '../base/offsets';
import type { ModuleSymbols } from '../symbols/module-symbols';

/** A breakpoint as somebody asked for it. `line` and `column` count from 1. */
export interface Breakpoint {
  readonly id: number;
  /** Empty for one that is not on a line. */
  readonly path: string;
  readonly line: number;
  readonly column?: number;
  /** By name instead of by place. */
  readonly functionName?: string;
  /** At one instruction, in every copy of the module. */
  readonly instruction?: { readonly symbols: ModuleSymbols; readonly offset: ModuleOffset };
  /** Wherever a Rust panic begins. */
  readonly panics?: boolean;
  /** In the language of the source. */
  readonly condition?: string;
  readonly hitCondition?: string;
  readonly logMessage?: string;
}

/** Where a breakpoint sits in one thread; the line may have moved down to the next one with code. */
export interface BoundPlace {
  readonly line: number;
  readonly column?: number;
  /** Of one that was asked for by name or instruction, where it is known. */
  readonly path?: string;
  /** In a module that was loaded before the debugger came: V8 stops in no call of it that was running then. */
  readonly mayHaveRun?: boolean;
}
