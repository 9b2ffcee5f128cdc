import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join, normalize, relative } from 'node:path';
import type { ModuleHash } from '../trace/event';

/** `--path-map FROM=TO`: a prefix that the compiler wrote, and where that folder stands here. */
export interface PathMapping {
  readonly from: string;
  readonly to: string;
}

/**
 * Leads from the file names that compilers write (relative, remapped, of another machine) to files here: through the
 * user's mappings, else by looking for the name's tail beside the module, then in the program's own folder. Only the
 * existence of files is asked, and never outside those roots; a name that leads nowhere stays as it is.
 */
export class SourcePathMap {
  private readonly roots: string[] = [];
  private readonly known = new Map<string, string>();

  constructor(
    private readonly mappings: readonly PathMapping[],
    private readonly moduleFile: (module: ModuleHash) => string | undefined,
    private readonly exists: (path: string) => boolean = existsSync,
  ) {}

  addRoot(folder: string): void {
    if (!this.roots.includes(folder)) {
      this.roots.push(folder);
      this.known.clear();
    }
  }

  resolve(file: string, module: ModuleHash): string {
    const key = `${module} ${file}`;
    const found = this.known.get(key) ?? this.find(file, module);
    this.known.set(key, found);
    return found;
  }

  private find(file: string, module: ModuleHash): string {
    for (const { from, to } of this.mappings) if (file.startsWith(from)) return join(to, file.slice(from.length));
    const path = file.replaceAll('\\', '/');
    if (isAbsolute(path) && this.exists(path)) return normalize(path);
    const moduleFile = this.moduleFile(module);
    const roots = [...(moduleFile === undefined ? [] : ancestors(dirname(moduleFile), this.roots)), ...this.roots];
    const parts = path.split('/').filter((part) => part !== '' && part !== '.');
    for (let skip = 0; skip < parts.length; skip++) {
      const tail = parts.slice(skip).join('/');
      for (const root of roots) {
        const candidate = join(root, tail);
        if (!relative(root, candidate).startsWith('..') && this.exists(candidate)) return candidate;
      }
    }
    return file;
  }
}

/** The folder and those above it, up to the first that is a root of the program or three levels. */
function ancestors(folder: string, roots: readonly string[]): string[] {
  const found: string[] = [];
  for (let current = folder; found.length < 3; current = dirname(current)) {
    found.push(current);
    if (roots.includes(current) || dirname(current) === current) break;
  }
  return found;
}
