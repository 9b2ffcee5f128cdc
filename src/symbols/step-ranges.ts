import type { ModuleOffset } from '../base/offsets';
import { moduleOffset } from '../base/offsets';
import type { CodeBlock } from './code-blocks';
import { blockPath } from './code-blocks';
import type { FunctionLines } from './function-lines';
import type { OffsetRange } from './module-symbols';

/** The code of a function's line at one inline depth; `blocks` is undefined where no subprogram is known. */
export function stepRangesOf(lines: FunctionLines, blocks: CodeBlock | undefined, offset: ModuleOffset): OffsetRange[] {
  const origin = lines.source.origin;
  const instanceAt = (at: number): unknown => (blocks ? blockPath(blocks, at - origin).findLast(({ kind }) => kind !== 'lexical') : undefined);
  const segments = segmentsOf(lines, blocks, instanceAt);
  const here = segments.find(({ start, end }) => start <= offset && offset < end);
  if (!here) return [];
  const ranges: { start: ModuleOffset; end: ModuleOffset }[] = [];
  for (const { start, end, line, instance } of segments) {
    if (line !== here.line || instance !== here.instance) continue;
    const last = ranges.at(-1);
    if (last?.end === start) last.end = end;
    else ranges.push({ start, end });
  }
  return ranges;
}

interface Segment {
  readonly start: ModuleOffset;
  readonly end: ModuleOffset;
  readonly line: number;
  readonly instance: unknown;
}

/**
 * The function cut at rows and at the edges of inlined copies. Compiler-made rows and those that are no statements count
 * to the line before them in the same copy: nobody stops there.
 */
function segmentsOf(lines: FunctionLines, blocks: CodeBlock | undefined, instanceAt: (offset: number) => unknown): Segment[] {
  const { fn, source } = lines;
  const edges = new Set<number>([fn.bodyStart]);
  for (let row = lines.first; row < lines.last; row++) edges.add(lines.offsetAt(row));
  for (const edge of blocks ? inlineEdges(blocks) : []) edges.add(edge + source.origin);
  const sorted = [...edges].filter((edge) => edge >= fn.bodyStart && edge < fn.bodyEnd).sort((left, right) => left - right);
  const lineOf = new Map<unknown, number>();
  return sorted.map((edge, position) => {
    const start = moduleOffset(edge);
    const instance = instanceAt(start);
    const row = lines.rowAt(start);
    const own = row >= 0 ? lines.line(row) : 0;
    const inherited = lineOf.get(instance);
    const line = inherited !== undefined && (own === 0 || !lines.isStatement(row)) ? inherited : own;
    lineOf.set(instance, line);
    return { start, end: moduleOffset(sorted[position + 1] ?? fn.bodyEnd), line, instance };
  });
}

function* inlineEdges(block: CodeBlock): Generator<number> {
  if (block.kind === 'inlined') for (const { start, end } of block.ranges) yield* [start, end];
  for (const child of block.children) yield* inlineEdges(child);
}
