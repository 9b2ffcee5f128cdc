import type { DebugProtocol } from '@vscode/debugprotocol';
import type { ModuleOffset } from '../base/offsets';
import { UserError } from '../base/user-error';
import type { WasmFrame } from '../session/frames';
import { callsIn } from '../symbols/line-calls';

/** The calls of a line, numbered for clients that let their user choose which to step into. */
export class CallsToEnter {
  private readonly offsets: ModuleOffset[] = [];

  /** Those of the frame's line that come after where it stands. */
  targetsAt({ symbols, offset }: WasmFrame): DebugProtocol.StepInTarget[] {
    const rows = symbols.rowsAt(offset);
    return callsIn(symbols, offset, symbols.stepRanges(offset))
      .filter((call) => call.offset >= offset)
      .map((call) => {
        const row = rows.findLast((each) => each.offset <= call.offset);
        return { id: this.offsets.push(call.offset), label: call.name, ...(row && row.line > 0 ? { line: row.line } : {}), ...(row && row.column > 0 ? { column: row.column } : {}) };
      });
  }

  offsetOf(id: number): ModuleOffset {
    const offset = this.offsets[id - 1];
    if (offset === undefined) throw new UserError(`there is no call ${id} to step into`);
    return offset;
  }
}
