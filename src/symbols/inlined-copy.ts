import type { ModuleOffset } from '../base/offsets';
import type { AddressRange } from '../dwarf/range-list';
import { snapForward } from '../wasm/function-body';
import type { WasmModule } from '../wasm/module';
import type { FunctionLines } from './function-lines';

/**
 * The first statement within the ranges of an inlined copy (code offsets): where a breakpoint on it sits. Several places
 * where optimisation made several copies of that statement, as unrolled loops do.
 */
export function startsOfCopy(module: WasmModule, lines: FunctionLines, ranges: readonly AddressRange[]): ModuleOffset[] {
  const { origin } = lines.source;
  const isInside = (row: number): boolean => {
    const address = lines.offsetAt(row) - origin;
    return ranges.some(({ start, end }) => address >= start && address < end);
  };
  const statements: number[] = [];
  for (let row = lines.first; row < lines.last; row++) if (lines.isStatement(row) && lines.line(row) !== 0 && isInside(row)) statements.push(row);
  const first = statements[0];
  if (first === undefined) return [];
  const isFirst = (row: number): boolean => lines.line(row) === lines.line(first) && lines.column(row) === lines.column(first);
  return statements.filter((row) => isFirst(row) && !(row > lines.first && isFirst(row - 1))).flatMap((row) => {
    const place = snapForward(module, lines.offsetAt(row));
    return place !== undefined && place < lines.endOf(row) ? [place] : [];
  });
}
