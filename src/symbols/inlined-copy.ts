import type { ModuleOffset } from '../base/offsets';
import type { AddressRange } from '../dwarf/range-list';
import { snapForward } from '../wasm/function-body';
import type { WasmModule } from '../wasm/module';
import type { FunctionLines } from './function-lines';

/** The first statement within the ranges of an inlined copy (code offsets): where a breakpoint on it sits. */
export function startOfCopy(module: WasmModule, lines: FunctionLines, ranges: readonly AddressRange[]): ModuleOffset | undefined {
  const { origin } = lines.source;
  for (const { start, end } of ranges) {
    for (let row = lines.first; row < lines.last; row++) {
      const address = lines.offsetAt(row) - origin;
      if (address < start || address >= end || !lines.isStatement(row) || lines.line(row) === 0) continue;
      const place = snapForward(module, lines.offsetAt(row));
      if (place !== undefined && place < lines.endOf(row)) return place;
    }
  }
  return undefined;
}
