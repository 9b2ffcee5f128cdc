import type { Die } from '../dwarf/die';
import { Tag } from '../dwarf/constants';
import type { AddressRange } from '../dwarf/range-list';
import { rangesOf } from '../dwarf/range-list';

/** A function, an inlined copy of one, or a lexical block, with the code that it covers (code offsets). */
export interface CodeBlock {
  readonly die: Die;
  readonly kind: 'function' | 'inlined' | 'lexical';
  readonly ranges: readonly AddressRange[];
  readonly children: readonly CodeBlock[];
}

/**
 * The blocks of a subprogram that have code. Tools that rewrite code lose ranges of blocks, or their ends: a range that reaches
 * out of the function is taken to end where the next inlined copy begins or the block around ends, and a block holds at least what
 * the blocks inside it hold (DWARF 5, 3.5).
 */
export function codeBlocks(subprogram: Die): CodeBlock {
  const ranges = rangesOf(subprogram);
  const whole = { start: Math.min(...ranges.map(({ start }) => start)), end: Math.max(...ranges.map(({ end }) => end)) };
  return { die: subprogram, kind: 'function', ranges, children: [...blocksInside(subprogram, whole, { subprogram, whole })] };
}

interface Surroundings {
  readonly subprogram: Die;
  readonly whole: AddressRange;
}

function* blocksInside(parent: Die, around: AddressRange, surroundings: Surroundings): Generator<CodeBlock> {
  for (const die of parent.children()) {
    if (!isBlock(die)) continue;
    const own = rangesOf(die).flatMap((range) => believed(range, die, around, surroundings));
    const children = [...blocksInside(die, own[0] ? { start: own[0].start, end: own.at(-1)!.end } : around, surroundings)];
    const ranges = [...own, ...children.flatMap((child) => child.ranges).filter((range) => !own.some((other) => contains(other, range)))];
    if (ranges.length > 0) yield { die, kind: die.tag === Tag.lexical_block ? 'lexical' : 'inlined', ranges, children };
  }
}

/** As it stands, cut, or not at all. */
function believed(range: AddressRange, die: Die, around: AddressRange, { subprogram, whole }: Surroundings): AddressRange[] {
  if (contains(whole, range)) return [range];
  const starts = [...startsOutside(subprogram, die)].filter((start) => start > range.start);
  const end = starts.reduce((least, start) => Math.min(least, start), around.end);
  return contains(whole, { start: range.start, end }) && range.start < end ? [{ start: range.start, end }] : [];
}

/** Where inlined copies begin, but for one block and what is inside it. */
function* startsOutside(parent: Die, left: Die): Generator<number> {
  for (const die of parent.children()) {
    if (!isBlock(die) || die.offset === left.offset) continue;
    if (die.tag === Tag.inlined_subroutine) for (const { start } of rangesOf(die)) yield start;
    yield* startsOutside(die, left);
  }
}

function isBlock({ tag }: Die): boolean {
  return tag === Tag.inlined_subroutine || tag === Tag.lexical_block;
}

function contains(outer: AddressRange, inner: AddressRange): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

/**
 * The blocks that hold `address`, outermost first, the function itself always. Of overlapping ones the one that began last
 * counts, as the most particular.
 */
export function blockPath(root: CodeBlock, address: number): CodeBlock[] {
  const path = [root];
  for (let block: CodeBlock | undefined = root; block; ) {
    block = lastBegun(block.children, address);
    if (block) path.push(block);
  }
  return path;
}

function lastBegun(blocks: readonly CodeBlock[], address: number): CodeBlock | undefined {
  let latest = -1;
  let found: CodeBlock | undefined;
  for (const block of blocks) {
    for (const { start, end } of block.ranges) {
      if (address < start || address >= end || start < latest) continue;
      latest = start;
      found = block;
    }
  }
  return found;
}
