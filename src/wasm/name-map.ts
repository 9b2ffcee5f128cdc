import type { ByteCursor } from '../base/byte-cursor';
import { decodeUtf8 } from '../base/byte-cursor';
import { LIMITS } from '../base/limits';
import { readVector } from './module-draft';

/** Names by index that stay in the file's bytes until one is asked for. */
export class NameMap implements ReadonlyMap<number, string> {
  /** Start and end of each name, one pair an index. */
  private readonly places = new Map<number, readonly [start: number, end: number]>();

  constructor(private readonly bytes: Uint8Array) {}

  /** A `namemap` (Wasm 3.0, 7.4.1). The first of two names for one index counts. */
  read(at: ByteCursor): void {
    readVector(at, LIMITS.wasm.names, () => {
      const index = at.uleb32();
      const size = at.uleb32();
      const start = at.advance(size);
      if (!this.places.has(index)) this.places.set(index, [start, start + size]);
    });
  }

  get size(): number {
    return this.places.size;
  }

  has(index: number): boolean {
    return this.places.has(index);
  }

  get(index: number): string | undefined {
    const place = this.places.get(index);
    return place && decodeUtf8(this.bytes.subarray(place[0], place[1]));
  }

  keys(): MapIterator<number> {
    return this.places.keys();
  }

  *values(): MapIterator<string> {
    for (const [, name] of this.entries()) yield name;
  }

  *entries(): MapIterator<[number, string]> {
    for (const index of this.places.keys()) yield [index, this.get(index)!];
  }

  [Symbol.iterator](): MapIterator<[number, string]> {
    return this.entries();
  }

  forEach(callback: (name: string, index: number, map: ReadonlyMap<number, string>) => void): void {
    for (const [index, name] of this.entries()) callback(name, index, this);
  }
}
