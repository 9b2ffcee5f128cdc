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

/** The blocks of a subprogram that have code. One whose own ranges a tool has lost has those of the blocks inside it. */
export function codeBlocks(subprogram: Die): CodeBlock {
  return { die: subprogram, kind: 'function', ranges: rangesOf(subprogram), children: [...blocksInside(subprogram)] };
}

function* blocksInside(parent: Die): Generator<CodeBlock> {
  for (const die of parent.children()) {
    if (die.tag !== Tag.inlined_subroutine && die.tag !== Tag.lexical_block) continue;
    const children = [...blocksInside(die)];
    const own = rangesOf(die);
    const ranges = own.length > 0 ? own : children.flatMap((child) => child.ranges);
    if (ranges.length > 0) yield { die, kind: die.tag === Tag.lexical_block ? 'lexical' : 'inlined', ranges, children };
  }
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
