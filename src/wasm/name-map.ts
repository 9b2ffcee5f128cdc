import type { ByteCursor } from '../base/byte-cursor';
import { decodeUtf8 } from '../base/byte-cursor';
import { LIMITS } from '../base/limits';
import { IndexedPlaces } from './indexed-places';
import { readVector } from './module-draft';

/** Names by index that stay in the file's bytes until one is asked for. */
export class NameMap implements ReadonlyMap<number, string> {
  private readonly places = new IndexedPlaces();

  constructor(private readonly bytes: Uint8Array) {}

  get size(): number {
    return this.places.size;
  }

  /** A `namemap` (Wasm 3.0, 7.4.1). The first of two names for one index counts. */
  read(at: ByteCursor): void {
    try {
      readVector(at, LIMITS.wasm.names, (_, count) => {
        const index = at.uleb32();
        const size = at.uleb32();
        const start = at.advance(size);
        this.places.add(index, start, start + size, count);
      });
    } finally {
      this.places.finish();
    }
  }

  has(index: number): boolean {
    return this.places.find(index) !== undefined;
  }

  get(index: number): string | undefined {
    const place = this.places.find(index);
    return place && decodeUtf8(this.bytes.subarray(place.start, place.end));
  }

  keys(): MapIterator<number> {
    return this.places.keys();
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
}
