import type { ModuleOffset } from '../base/offsets';
import type { ModuleSymbols } from '../symbols/module-symbols';
import type { WasmValue } from '../symbols/variable';
import type { PausedFrameState } from './frame-state';

/** A function that a step left, and what it left on the operand stack: its one result, as the machine has it. */
export interface Returned {
  readonly symbols: ModuleSymbols;
  readonly offset: ModuleOffset;
  readonly type: string;
  readonly value: WasmValue;
}

/** The function that a step in progress, or the last one, has left. */
export class LeftFunction {
  returned: Returned | null = null;
  private question: (() => Promise<void>) | undefined;
  private answer: Promise<void> | undefined;

  forget(): void {
    this.returned = null;
    this.question = this.answer = undefined;
  }

  /** V8 stops with the result on top of the caller's operand stack; `caller` is the state there. */
  leave(symbols: ModuleSymbols, offset: ModuleOffset, caller: PausedFrameState): void {
    const { module } = symbols;
    const [type, ...more] = module.types[module.functionAt(offset)?.typeIndex ?? -1]?.results ?? [];
    if (type === undefined || more.length > 0) return;
    this.question = async () => {
      const value = await caller.topOfStack();
      this.returned = value === undefined ? null : { symbols, offset, type, value };
    };
  }

  /** In one breath with the command that goes on, if there is one: V8 answers in order. */
  ask(): void {
    // A step ends as well where this can't be read.
    this.answer = this.question?.().catch(() => undefined) ?? this.answer;
    this.question = undefined;
  }

  async told(): Promise<void> {
    this.ask();
    await this.answer;
  }
}
