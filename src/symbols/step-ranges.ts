import type { ModuleOffset } from '../base/offsets';
import { moduleOffset } from '../base/offsets';
import type { CodeBlock } from './code-blocks';
import { blockPath } from './code-blocks';
import type { FunctionLines } from './function-lines';
import type { OffsetRange, StepUnit } from './module-symbols';

/** The code of a function's line, or statement, at one inline depth; `blocks` is undefined where no subprogram is known. */
export function stepRangesOf(lines: FunctionLines, blocks: CodeBlock | undefined, offset: ModuleOffset, unit: StepUnit): OffsetRange[] {
  const origin = lines.source.origin;
  const instanceAt = (at: number): unknown => (blocks ? blockPath(blocks, at - origin).findLast(({ kind }) => kind !== 'lexical') : undefined);
  const segments = segmentsOf(lines, blocks, instanceAt, unit);
  const here = segments.find(({ start, end }) => start <= offset && offset < end);
  if (!here) return [];
  const ranges: { start: ModuleOffset; end: ModuleOffset }[] = [];
  for (const { start, end, position, instance } of segments) {
    if (position !== here.position || instance !== here.instance) continue;
    const last = ranges.at(-1);
    if (last?.end === start) last.end = end;
    else ranges.push({ start, end });
  }
  return ranges;
}

/** More than a line has (DWARF line tables are read with 16 bits of column). */
const COLUMNS = 2 ** 16;

interface Segment {
  readonly start: ModuleOffset;
  readonly end: ModuleOffset;
  /** The line; of statements line and column in one number. */
  readonly position: number;
  readonly instance: unknown;
}

/**
 * The function cut at rows and at the edges of inlined copies. Compiler-made rows and those that are no statements count
 * to the line before them in the same copy: nobody stops there.
 */
function segmentsOf(lines: FunctionLines, blocks: CodeBlock | undefined, instanceAt: (offset: number) => unknown, unit: StepUnit): Segment[] {
  const { fn, source } = lines;
  const edges = new Set<number>([fn.bodyStart]);
  for (let row = lines.first; row < lines.last; row++) edges.add(lines.offsetAt(row));
  for (const edge of blocks ? inlineEdges(blocks) : []) edges.add(edge + source.origin);
  const sorted = [...edges].filter((edge) => edge >= fn.bodyStart && edge < fn.bodyEnd).sort((left, right) => left - right);
  const positionOf = new Map<unknown, number>();
  return sorted.map((edge, index) => {
    const start = moduleOffset(edge);
    const instance = instanceAt(start);
    const row = lines.rowAt(start);
    const line = row >= 0 ? lines.line(row) : 0;
    const own = unit === 'line' ? line : line * COLUMNS + (row >= 0 ? lines.column(row) : 0);
    const inherited = positionOf.get(instance);
    const position = inherited !== undefined && (line === 0 || !lines.isStatement(row)) ? inherited : own;
    positionOf.set(instance, position);
    return { start, end: moduleOffset(sorted[index + 1] ?? fn.bodyEnd), position, instance };
  });
}

function* inlineEdges(block: CodeBlock): Generator<number> {
  if (block.kind === 'inlined') for (const { start, end } of block.ranges) yield* [start, end];
  for (const child of block.children) yield* inlineEdges(child);
}
