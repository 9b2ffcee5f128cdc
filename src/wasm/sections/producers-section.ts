import type { ByteCursor } from '../../base/byte-cursor';
import { LIMITS } from '../../base/limits';
import { readName, readVector } from '../module-draft';

export interface Producer {
  readonly field: string;
  readonly name: string;
  readonly version: string;
}

/** `producers` (tool conventions, ProducersSection.md). Pushes what it reads. */
export function readProducers(at: ByteCursor, producers: Producer[]): void {
  readVector(at, LIMITS.wasm.imports, () => {
    const field = readName(at, LIMITS.wasm.nameBytes);
    readVector(at, LIMITS.wasm.imports, () => {
      const name = readName(at, LIMITS.wasm.nameBytes);
      producers.push({ field, name, version: readName(at, LIMITS.wasm.nameBytes) });
    });
  });
}
