import { ByteCursor } from '../base/byte-cursor';
import { attempt } from '../base/decode-error';
import { LIMITS } from '../base/limits';
import { IndexedPlaces } from './indexed-places';
import { readVector } from './module-draft';
import { NameMap } from './name-map';

/** Names of things inside of functions (an `indirectnamemap`; Wasm 3.0, 7.4.1). One function's are read when asked for. */
export class NestedNames {
  private readonly places = new IndexedPlaces();
  private last: { readonly functionIndex: number; readonly names: NameMap } | undefined;

  constructor(private readonly bytes: Uint8Array) {}

  /** What stands before damage is kept. */
  read(at: ByteCursor): void {
    try {
      readVector(at, LIMITS.wasm.functions, (_, count) => {
        const index = at.uleb32();
        const start = at.offset;
        try {
          skipNames(at);
        } finally {
          this.places.add(index, start, at.offset, count);
        }
      });
    } finally {
      this.places.finish();
    }
  }

  of(functionIndex: number): ReadonlyMap<number, string> {
    if (this.last?.functionIndex === functionIndex) return this.last.names;
    const names = new NameMap(this.bytes);
    const place = this.places.find(functionIndex);
    // Damage was a problem when the section was first read.
    if (place) attempt([], () => names.read(new ByteCursor('name', this.bytes, place.start, place.end)));
    this.last = { functionIndex, names };
    return names;
  }
}

function skipNames(at: ByteCursor): void {
  readVector(at, LIMITS.wasm.names, () => {
    at.uleb32();
    at.advance(at.uleb32());
  });
}
