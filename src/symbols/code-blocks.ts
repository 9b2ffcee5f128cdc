import { LIMITS } from '../base/limits';
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
 * out of the function is taken to end where the next inlined copy begins or the block around ends, and a block holds at least
 * what the blocks inside it hold (DWARF 5, 3.5).
 */
export function codeBlocks(subprogram: Die): CodeBlock {
  const ranges = rangesOf(subprogram);
  const whole = ranges.reduce((sum, { start, end }) => ({ start: Math.min(sum.start, start), end: Math.max(sum.end, end) }), { start: Infinity, end: 0 });
  return { die: subprogram, kind: 'function', ranges, children: [...blocksInside(subprogram, whole, new Ends(subprogram, whole))] };
}

function* blocksInside(parent: Die, around: AddressRange, ends: Ends): Generator<CodeBlock> {
  for (const die of parent.children()) {
    if (!isBlock(die)) continue;
    const own = rangesOf(die).flatMap((range) => ends.believed(range, die, around));
    const children = [...blocksInside(die, own[0] ? { start: own[0].start, end: own.at(-1)!.end } : around, ends)];
    const ranges = withRangesInside(own, children);
    if (ranges.length > 0) yield { die, kind: die.tag === Tag.lexical_block ? 'lexical' : 'inlined', ranges, children };
  }
}

/** A block's own ranges, then those of the blocks inside that lie outside of them. */
function withRangesInside(own: readonly AddressRange[], children: readonly CodeBlock[]): AddressRange[] {
  const sorted = [...own].sort((left, right) => left.start - right.start);
  const outside = children.flatMap((child) => child.ranges).filter((range) => {
    const before = sorted[lastAtOrBefore(sorted, range.start)];
    return !before || before.end < range.end;
  });
  return [...own, ...outside.slice(0, LIMITS.dwarf.inheritedRanges)];
}

/** Where ranges that reach out of a function are taken to end. */
class Ends {
  private copies: { readonly starts: readonly { readonly start: number; readonly offset: number }[]; readonly lastInside: ReadonlyMap<number, number> } | undefined;

  constructor(
    private readonly subprogram: Die,
    private readonly whole: AddressRange,
  ) {}

  /** The range as it stands, cut, or not at all. */
  believed(range: AddressRange, die: Die, around: AddressRange): AddressRange[] {
    const { start } = range;
    if (start < this.whole.start || start >= this.whole.end) return [];
    if (range.end <= this.whole.end) return [range];
    const end = Math.min(around.end, this.nextCopy(start, die));
    return start < end ? [{ start, end }] : [];
  }

  /** Where the next inlined copy begins that is not inside of the block itself. */
  private nextCopy(start: number, { offset }: Die): number {
    const { starts, lastInside } = (this.copies ??= copiesIn(this.subprogram));
    const last = lastInside.get(offset) ?? offset;
    for (let index = lastAtOrBefore(starts, start) + 1; index < starts.length; index++) {
      const copy = starts[index]!;
      if (copy.offset < offset || copy.offset > last) return copy.start;
    }
    return Infinity;
  }
}

/** Starts of inlined copies, sorted; and for each block the last entry inside it. */
function copiesIn(subprogram: Die): { starts: { start: number; offset: number }[]; lastInside: Map<number, number> } {
  const starts: { start: number; offset: number }[] = [];
  const lastInside = new Map<number, number>();
  const visit = (parent: Die): number => {
    let last = parent.offset;
    for (const die of parent.children()) {
      if (!isBlock(die)) continue;
      if (die.tag === Tag.inlined_subroutine) for (const { start } of rangesOf(die)) starts.push({ start, offset: die.offset });
      last = visit(die);
    }
    lastInside.set(parent.offset, last);
    return last;
  };
  visit(subprogram);
  return { starts: starts.sort((left, right) => left.start - right.start), lastInside };
}

/** The last of what is sorted by `start` that begins at an address or before, or -1. */
function lastAtOrBefore(sorted: readonly { readonly start: number }[], address: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]!.start <= address) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function isBlock({ tag }: Die): boolean {
  return tag === Tag.inlined_subroutine || tag === Tag.lexical_block;
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
