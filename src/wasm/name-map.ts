import type { ByteCursor } from '../base/byte-cursor';
import { decodeUtf8 } from '../base/byte-cursor';
import { LIMITS } from '../base/limits';
import { readVector } from './module-draft';

const FIRST_CAPACITY = 1 << 18;

/** Names by index that stay in the file's bytes until one is asked for. */
export class NameMap implements ReadonlyMap<number, string> {
  /** Ascending, as the format demands; `starts` and `ends` are the places of the names. */
  private indexes = new Uint32Array();
  private starts = new Uint32Array();
  private ends = new Uint32Array();
  size = 0;

  constructor(private readonly bytes: Uint8Array) {}

  /** A `namemap` (Wasm 3.0, 7.4.1). The first of two names for one index counts. */
  read(at: ByteCursor): void {
    let ascending = true;
    let last = -1;
    try {
      readVector(at, LIMITS.wasm.names, (_, count) => {
        const index = at.uleb32();
        const size = at.uleb32();
        const start = at.advance(size);
        if (index <= last) ascending = false;
        last = index;
        this.add(index, start, start + size, count);
      });
    } finally {
      if (!ascending) this.sort();
    }
  }

  has(index: number): boolean {
    return this.positionOf(index) >= 0;
  }

  get(index: number): string | undefined {
    const position = this.positionOf(index);
    return position < 0 ? undefined : decodeUtf8(this.bytes.subarray(this.starts[position], this.ends[position]));
  }

  keys(): MapIterator<number> {
    return this.indexes.subarray(0, this.size).values();
  }

  *values(): MapIterator<string> {
    for (const [, name] of this.entries()) yield name;
  }

  *entries(): MapIterator<[number, string]> {
    for (const index of this.keys()) yield [index, this.get(index)!];
  }

  [Symbol.iterator](): MapIterator<[number, string]> {
    return this.entries();
  }

  forEach(callback: (name: string, index: number, map: ReadonlyMap<number, string>) => void): void {
    for (const [index, name] of this.entries()) callback(name, index, this);
  }

  private positionOf(index: number): number {
    let low = 0;
    let high = this.size;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.indexes[middle]! < index) low = middle + 1;
      else high = middle;
    }
    return low < this.size && this.indexes[low] === index ? low : -1;
  }

  private add(index: number, start: number, end: number, expected: number): void {
    if (this.size === this.indexes.length) this.grow(expected);
    this.indexes[this.size] = index;
    this.starts[this.size] = start;
    this.ends[this.size++] = end;
  }

  /** A damaged count must not cost memory: the first guess is bounded. */
  private grow(expected: number): void {
    const capacity = Math.max(this.size * 2, Math.min(expected, FIRST_CAPACITY));
    const [indexes, starts, ends] = [this.indexes, this.starts, this.ends];
    (this.indexes = new Uint32Array(capacity)).set(indexes);
    (this.starts = new Uint32Array(capacity)).set(starts);
    (this.ends = new Uint32Array(capacity)).set(ends);
  }

  private sort(): void {
    const { indexes, starts, ends } = this;
    const order = Array.from({ length: this.size }, (_, position) => position).sort((left, right) => indexes[left]! - indexes[right]! || left - right);
    const kept = order.filter((position, at) => at === 0 || indexes[order[at - 1]!] !== indexes[position]);
    this.size = kept.length;
    [this.indexes, this.starts, this.ends] = [indexes, starts, ends].map((values) => Uint32Array.from(kept, (position) => values[position]!)) as [Uint32Array<ArrayBuffer>, Uint32Array<ArrayBuffer>, Uint32Array<ArrayBuffer>];
  }
}
