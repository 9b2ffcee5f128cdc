import { readdirSync, readFileSync, statSync, type Dirent } from 'node:fs';
import { join } from 'node:path';

/** How far a search for module files goes: it must not be felt, whatever folder a service runs in. */
const SEARCH = { depth: 6, entries: 20_000, files: 200, fileBytes: 256 << 20 };

const SKIPPED = new Set(['.git', '.cache', 'proc', 'sys', 'dev']);

/** `.wasm` files in these folders and below, nearest first; bounded, and silent about what can't be read. */
export function findModuleFiles(folders: readonly string[]): string[] {
  const files = new Set<string>();
  const seen = new Set<string>();
  let level = [...folders];
  let entriesLeft = SEARCH.entries;
  for (let depth = 0; depth <= SEARCH.depth && level.length > 0; depth++) {
    const below: string[] = [];
    for (const folder of level) {
      if (seen.has(folder)) continue;
      seen.add(folder);
      for (const entry of entriesOf(folder)) {
        if (entriesLeft-- <= 0 || files.size >= SEARCH.files) return [...files];
        if (entry.isFile() && entry.name.endsWith('.wasm')) files.add(join(folder, entry.name));
        else if (entry.isDirectory() && !SKIPPED.has(entry.name)) below.push(join(folder, entry.name));
      }
    }
    level = below;
  }
  return [...files];
}

/** Length of a file; -1 where it can't be looked at. */
export const fileBytes = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? -1;

export function readModuleFile(path: string, most: number = SEARCH.fileBytes): Uint8Array | undefined {
  try {
    return statSync(path).size <= most ? readFileSync(path) : undefined;
  } catch {
    return undefined;
  }
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
