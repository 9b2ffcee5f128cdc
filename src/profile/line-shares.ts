import type { ModuleOffset } from '../base/offsets';
import type { ModuleSymbols } from '../symbols/module-symbols';

/** How a Wasm function's own time spreads over a line: an estimate, from exact counts and the rough cost of each instruction. */
export interface LineShare {
  readonly file: string;
  readonly line: number;
  /** Of the function's own time, from 0 to 1; all lines of a function make 1. */
  readonly share: number;
  /** How often the line ran: that of its most frequent instruction. */
  readonly count: number;
}

/** An instruction that ran `count` times; `cost` of once, in any unit. */
export interface InstructionCost {
  readonly offset: ModuleOffset;
  readonly count: number;
  readonly cost: number;
}

/** The lines of one function's instructions (in order of offset), inlined ones where they stand in the source, hottest first. */
export function lineShares(symbols: ModuleSymbols, instructions: readonly InstructionCost[]): LineShare[] {
  const lines = new Map<string, { file: string; line: number; cost: number; count: number }>();
  let total = 0;
  for (const { offset, count, cost } of instructions) {
    if (count === 0) continue;
    const [frame] = symbols.framesAt(offset);
    const line = frame && (frame.line || frame.nearLine);
    if (!frame?.file || !line) continue;
    const key = `${line} ${frame.file}`;
    const entry = lines.get(key) ?? { file: frame.file, line, cost: 0, count: 0 };
    lines.set(key, entry);
    entry.cost += cost * count;
    entry.count = Math.max(entry.count, count);
    total += cost * count;
  }
  return [...lines.values()].map(({ cost, ...line }) => ({ ...line, share: total > 0 ? cost / total : 0 })).sort((a, b) => b.share - a.share);
}
