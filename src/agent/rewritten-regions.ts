/** Words looked at in each region, and regions followed in one memory, the newest first. */
const WORDS = 64;
const REGIONS = 16;
/** Fewer words than this that hold anything say nothing. */
const MIN_WORDS = 16;

interface Region {
  readonly fromBytes: number;
  readonly strideBytes: number;
  words: Uint32Array | null;
}

/**
 * Whether a memory that grows writes anew what it has, or leaves it as it is: of the regions that earlier growths added,
 * some words are compared with what they were at the growth before. Memory that serves ever larger requests is written
 * anew, memory of blocks that nobody releases is not.
 */
export class RewrittenRegions {
  private readonly regions: Region[] = [];

  /** The share of compared words that have changed since the last growth; null while too few hold anything. */
  onGrow(memory: WebAssembly.Memory, fromBytes: number, toBytes: number): number | null {
    const view = new DataView(memory.buffer);
    let compared = 0;
    let changed = 0;
    for (const region of this.regions) {
      const words = Uint32Array.from({ length: WORDS }, (_, index) => view.getUint32(region.fromBytes + index * region.strideBytes, true));
      words.forEach((word, index) => {
        const before = region.words?.[index];
        if (before === undefined || (before === 0 && word === 0)) return;
        compared++;
        if (word !== before) changed++;
      });
      region.words = words;
    }
    this.regions.unshift({ fromBytes, strideBytes: Math.floor((toBytes - fromBytes) / WORDS / 4) * 4, words: null });
    this.regions.length = Math.min(this.regions.length, REGIONS);
    return compared < MIN_WORDS ? null : changed / compared;
  }
}
