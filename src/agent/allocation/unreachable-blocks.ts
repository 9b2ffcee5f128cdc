import type { Block, BlockIndex } from './block-index';

/**
 * The blocks to which nothing in linear memory points, conservatively, as leak sanitizers look: every aligned word
 * below the first block (static data and shadow stack) is a root, a word that points into a block holds it, and a held
 * block's own words are looked at in turn. Words between blocks belong to the allocator and hold nothing.
 * Pointers in Wasm locals are not seen, so ask between calls.
 */
export function unreachableBlocks<Kind extends Block>(index: BlockIndex<Kind>): Kind[] {
  const { blocks } = index;
  const held = new Uint8Array(blocks.length);
  const pending: number[] = [];
  const hold = (position: number): void => {
    if (held[position]) return;
    held[position] = 1;
    pending.push(position);
  };
  index.pointers(0, blocks[0]?.address ?? 0, hold);
  for (let position = pending.pop(); position !== undefined; position = pending.pop()) {
    const { address, sizeBytes } = blocks[position]!;
    index.pointers(address, address + sizeBytes, hold);
  }
  return blocks.filter((_block, position) => !held[position]);
}
