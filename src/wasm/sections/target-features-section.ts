import type { ByteCursor } from '../../base/byte-cursor';
import { LIMITS } from '../../base/limits';
import { readName, readVector } from '../module-draft';

/** `target_features` (tool conventions, Linking.md): a prefix `+`, `-` or `=` and a name. Pushes what it reads. */
export function readTargetFeatures(at: ByteCursor, features: string[]): void {
  readVector(at, LIMITS.wasm.imports, () => {
    const prefix = String.fromCharCode(at.u8());
    features.push(prefix + readName(at, LIMITS.wasm.nameBytes));
  });
}
