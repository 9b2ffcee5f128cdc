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
 * The blocks of a subprogram that have code. Tools that rewrite code lose ranges of blocks, or write wrong ones: what reaches
 * out of the function is not believed, and a block holds at least what the blocks inside it hold (DWARF 5, 3.5).
 */
export function codeBlocks(subprogram: Die): CodeBlock {
  const ranges = rangesOf(subprogram);
  const whole = { start: Math.min(...ranges.map(({ start }) => start)), end: Math.max(...ranges.map(({ end }) => end)) };
  return { die: subprogram, kind: 'function', ranges, children: [...blocksInside(subprogram, whole)] };
}

function* blocksInside(parent: Die, whole: AddressRange): Generator<CodeBlock> {
  for (const die of parent.children()) {
    if (die.tag !== Tag.inlined_subroutine && die.tag !== Tag.lexical_block) continue;
    const children = [...blocksInside(die, whole)];
    const own = rangesOf(die).filter((range) => contains(whole, range));
    const ranges = [...own, ...children.flatMap((child) => child.ranges).filter((range) => !own.some((other) => contains(other, range)))];
    if (ranges.length > 0) yield { die, kind: die.tag === Tag.lexical_block ? 'lexical' : 'inlined', ranges, children };
  }
}

function contains(outer: AddressRange, inner: AddressRange): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

/** The blocks that hold `address`, outermost first, the function itself always. Of overlapping ones the last counts. */
export function blockPath(root: CodeBlock, address: number): CodeBlock[] {
  const path = [root];
  for (let block: CodeBlock | undefined = root; block; ) {
    block = block.children.findLast(({ ranges }) => ranges.some(({ start, end }) => address >= start && address < end));
    if (block) path.push(block);
  }
  return path;
}
