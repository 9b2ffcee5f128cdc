const FIRST_CAPACITY = 1 << 18;

/** Places in a file's bytes by index, ascending: what stands there is decoded when it is asked for. */
export class IndexedPlaces {
  private indexes = new Uint32Array();
  private starts = new Uint32Array();
  private ends = new Uint32Array();
  private ascending = true;
  size = 0;

  keys(): MapIterator<number> {
    return this.indexes.subarray(0, this.size).values();
  }

  /** The place of an index, else undefined. The first of two counts. */
  find(index: number): { readonly start: number; readonly end: number } | undefined {
    let low = 0;
    let high = this.size;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.indexes[middle]! < index) low = middle + 1;
      else high = middle;
    }
    return low < this.size && this.indexes[low] === index ? { start: this.starts[low]!, end: this.ends[low]! } : undefined;
  }

  /** `expected`: how many there will be, as far as the file can be believed. Call `finish` after the last. */
  add(index: number, start: number, end: number, expected: number): void {
    if (this.size === this.indexes.length) this.grow(expected);
    if (this.size > 0 && index <= this.indexes[this.size - 1]!) this.ascending = false;
    this.indexes[this.size] = index;
    this.starts[this.size] = start;
    this.ends[this.size++] = end;
  }

  /** The format demands ascending indexes; not every tool keeps to it. */
  finish(): void {
    if (this.ascending) return;
    this.ascending = true;
    const { indexes, starts, ends } = this;
    const order = Array.from({ length: this.size }, (_, position) => position).sort((left, right) => indexes[left]! - indexes[right]! || left - right);
    const kept = order.filter((position, at) => at === 0 || indexes[order[at - 1]!] !== indexes[position]);
    this.size = kept.length;
    const ordered = (values: Uint32Array): Uint32Array<ArrayBuffer> => Uint32Array.from(kept, (position) => values[position]!);
    [this.indexes, this.starts, this.ends] = [ordered(indexes), ordered(starts), ordered(ends)];
  }

  /** A damaged count must not cost memory: the first guess is bounded. */
  private grow(expected: number): void {
    const capacity = Math.max(this.size * 2, Math.min(expected, FIRST_CAPACITY));
    const grown = (values: Uint32Array): Uint32Array<ArrayBuffer> => {
      const larger = new Uint32Array(capacity);
      larger.set(values);
      return larger;
    };
    [this.indexes, this.starts, this.ends] = [grown(this.indexes), grown(this.starts), grown(this.ends)];
  }
}
