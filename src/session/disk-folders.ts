import { readdirSync, statSync } from 'node:fs';
import type { SourceFolders } from './source-paths';

/** The disk as the source resolver asks for it: names only, contents never. */
export const diskFolders: SourceFolders = {
  isFile(path) {
    try {
      return statSync(path).isFile();
    } catch {
      return false;
    }
  },
  list(folder) {
    try {
      return readdirSync(folder, { withFileTypes: true }).map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() }));
    } catch {
      return [];
    }
  },
};
