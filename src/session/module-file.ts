import { readFileSync, statSync } from 'node:fs';
import type { SourcePaths } from './source-paths';

/** The file among those of the user that a running module was read from: V8 tells none. null where no file has these bytes. */
export function moduleFile(bytes: Uint8Array, paths: SourcePaths): string | null {
  return paths.filesEndingIn('.wasm').find((path) => holds(path, bytes)) ?? null;
}

function holds(path: string, bytes: Uint8Array): boolean {
  try {
    return statSync(path).size === bytes.length && Buffer.compare(readFileSync(path), bytes) === 0;
  } catch {
    // It went away, or is not ours to read: another may be there.
    return false;
  }
}
