/** A block of an allocator in linear memory. */
export interface Block {
  readonly address: number;
  readonly sizeBytes: number;
}

const WORD = 4;

/** Blocks by address: which of them a word of the memory points into, at its beginning or anywhere else. */
export class BlockIndex<Kind extends Block> {
  /** In the order of their addresses. */
  readonly blocks: readonly Kind[];
  private readonly starts: Float64Array;
  private readonly words: Uint32Array;
  private readonly first: number;
  private readonly end: number;

  constructor(memory: ArrayBufferLike, blocks: readonly Kind[]) {
    this.blocks = [...blocks].sort((a, b) => a.address - b.address);
    this.starts = Float64Array.from(this.blocks, ({ address }) => address);
    this.words = new Uint32Array(memory, 0, Math.floor(memory.byteLength / WORD));
    const last = this.blocks.at(-1);
    this.first = this.blocks[0]?.address ?? 0;
    this.end = last ? last.address + Math.max(last.sizeBytes, 1) : 0;
  }

  /** Calls `visit` with the position of each block that an aligned word in `[from, to)` points into, once for each such word. */
  pointers(from: number, to: number, visit: (position: number) => void): void {
    const { words, first, end } = this;
    const lastWord = Math.min(words.length, Math.floor(to / WORD));
    for (let at = Math.ceil(from / WORD); at < lastWord; at++) {
      const value = words[at]!;
      if (value < first || value >= end) continue;
      const position = this.lastAtOrBefore(value);
      const { address, sizeBytes } = this.blocks[position]!;
      if (value < address + Math.max(sizeBytes, 1)) visit(position);
    }
  }

  /** The first block is not above `value`. */
  private lastAtOrBefore(value: number): number {
    const { starts } = this;
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (starts[middle]! <= value) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
