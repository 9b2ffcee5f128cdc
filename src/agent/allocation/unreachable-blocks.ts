/** A block of an allocator in linear memory. */
export interface Block {
  readonly address: number;
  readonly sizeBytes: number;
}

const WORD = 4;

/**
 * The blocks to which nothing in linear memory points, conservatively, as leak sanitizers look: every aligned word
 * below the first block (static data and shadow stack) is a root, a word that points into a block holds it, and a held
 * block's own words are looked at in turn. Words between blocks belong to the allocator and hold nothing.
 * Pointers in Wasm locals are not seen, so ask between calls.
 */
export function unreachableBlocks<Kind extends Block>(memory: ArrayBufferLike, blocks: readonly Kind[]): Kind[] {
  const sorted = [...blocks].sort((a, b) => a.address - b.address);
  const first = sorted[0];
  if (!first) return [];
  const words = new Uint32Array(memory, 0, Math.floor(memory.byteLength / WORD));
  const starts = Float64Array.from(sorted, ({ address }) => address);
  const last = sorted[sorted.length - 1]!;
  const end = last.address + Math.max(last.sizeBytes, 1);
  const held = new Uint8Array(sorted.length);
  const pending: number[] = [];
  const look = (fromWord: number, toWord: number): void => {
    for (let at = fromWord; at < toWord; at++) {
      const value = words[at]!;
      if (value < first.address || value >= end) continue;
      const index = lastAtOrBefore(starts, value);
      if (held[index] || value >= sorted[index]!.address + Math.max(sorted[index]!.sizeBytes, 1)) continue;
      held[index] = 1;
      pending.push(index);
    }
  };
  look(0, Math.min(words.length, Math.floor(first.address / WORD)));
  for (let index = pending.pop(); index !== undefined; index = pending.pop()) {
    const { address, sizeBytes } = sorted[index]!;
    look(Math.ceil(address / WORD), Math.min(words.length, Math.floor((address + sizeBytes) / WORD)));
  }
  return sorted.filter((_block, index) => !held[index]);
}

/** `starts` ascends and its first is not above `value`. */
function lastAtOrBefore(starts: Float64Array, value: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (starts[middle]! <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}
