import { basename, dirname, isAbsolute, join, normalize, relative, sep } from 'node:path';
import { packageTail } from './package-tail';

/** What the resolver may ask of the disk. Neither throws: what can't be read is not there. */
export interface SourceFolders {
  isFile(path: string): boolean;
  list(folder: string): readonly { readonly name: string; readonly isFolder: boolean }[];
}

export interface PathMapping {
  readonly from: string;
  readonly to: string;
}

/** Never searched: not the user's sources, and large. */
const SKIPPED_FOLDERS = new Set(['node_modules', '.git', '.hg', '.svn', '.cache']);
const INDEXED_FILES = 50_000;

/**
 * Leads from the file names that compilers write (relative, remapped, of another machine) to files of this one: through
 * the user's mappings, then as they stand, then by the longest tail of the name that exactly one file under a root has.
 * A module can name any file; nothing outside the roots is ever answered.
 */
export class SourcePaths {
  private roots: readonly string[] = [];
  private readonly resolved = new Map<string, string | null>();
  private index: Map<string, string[]> | undefined;

  private readonly mappings: PathMapping[] = [];
  /** Files that a module names by their whole path. */
  private readonly claims = new Set<string>();

  constructor(private readonly folders: SourceFolders) {}

  /** All that were added, none within another. */
  get rootFolders(): readonly string[] {
    return this.roots;
  }

  /** The user's own word, so it comes before everything else. */
  addMapping(mapping: PathMapping): void {
    this.mappings.push(mapping);
    this.resolved.clear();
    this.addRoot(mapping.to);
  }

  /** A folder that the user opened: the workspace, the program's, one with a breakpoint in it. */
  addRoot(folder: string): void {
    const root = normalize(folder);
    if (!isAbsolute(root) || this.isInside(root)) return;
    // A root within another would give its files twice, and nothing would be found by its name alone.
    this.roots = [...this.roots.filter((each) => !isWithin(root, each)), root];
    this.resolved.clear();
    this.index = undefined;
  }

  /**
   * The file here, or null: shown by its name then, and not opened. Of several that fit alike, the one whose folder is
   * nearest to `near` (the module's own file, where it is known).
   */
  resolve(file: string, near: string | null = null): string | null {
    const key = near === null ? file : `${file}\0${near}`;
    const known = this.resolved.get(key);
    if (known !== undefined) return known;
    const found = this.find(file, near);
    this.resolved.set(key, found);
    return found;
  }

  private find(file: string, near: string | null): string | null {
    const name = file.replaceAll('\\', '/');
    for (const { from, to } of this.mappings) {
      const mapped = startsWithFolder(name, from) ? normalize(join(to, name.slice(from.length))) : null;
      if (mapped !== null && this.isInside(mapped) && this.folders.isFile(mapped)) return mapped;
    }
    if (isAbsolute(name)) {
      const path = normalize(name);
      if (this.isInside(path) && this.folders.isFile(path)) return this.claimed(path);
    }
    return this.byTail(name, near);
  }

  /** Whatever else only ends alike is another file. */
  private claimed(path: string): string {
    if (!this.claims.has(path)) this.resolved.clear();
    this.claims.add(path);
    return path;
  }

  private byTail(name: string, near: string | null): string | null {
    const parts = normalize(name).split(/[/\\]/).filter((part) => part !== '' && part !== '.' && part !== '..');
    const candidates = this.byBasename(parts.at(-1) ?? '').filter((path) => !isAbsolute(name) || !this.claims.has(path));
    let best: string[] = [];
    let bestLength = packageTail(name);
    for (const candidate of candidates) {
      const length = commonTail(parts, candidate.split(sep));
      if (length > bestLength) [best, bestLength] = [[candidate], length];
      else if (length === bestLength) best.push(candidate);
    }
    return best.length === 1 ? best[0]! : near === null ? null : nearest(best, near);
  }

  /** Of all files under the roots. */
  filesEndingIn(ending: string): readonly string[] {
    this.index ??= this.indexed();
    return [...this.index].flatMap(([name, paths]) => (name.endsWith(ending) ? paths : []));
  }

  private byBasename(name: string): readonly string[] {
    this.index ??= this.indexed();
    return this.index.get(name) ?? [];
  }

  private indexed(): Map<string, string[]> {
    const index = new Map<string, string[]>();
    const waiting = [...this.roots];
    for (let count = 0; waiting.length > 0 && count < INDEXED_FILES; ) {
      const folder = waiting.shift()!;
      for (const { name, isFolder } of this.folders.list(folder)) {
        count++;
        if (isFolder && !SKIPPED_FOLDERS.has(name)) waiting.push(join(folder, name));
        if (!isFolder) index.set(name, [...(index.get(name) ?? []), join(folder, name)]);
      }
    }
    return index;
  }

  private isInside(path: string): boolean {
    return this.roots.some((root) => isWithin(root, path));
  }
}

function isWithin(root: string, path: string): boolean {
  const inner = relative(root, path);
  return inner === '' || (!inner.startsWith('..') && !isAbsolute(inner));
}

/**
 * Which of a module's file names stand for the file at `path`: those that resolve to it; else those that lead nowhere
 * here and share the longest tail with it, at least the file's own name.
 */
export function namesOfFile(path: string, files: readonly string[], paths: SourcePaths): readonly string[] {
  const name = basename(path);
  const alike = files.filter((file) => basename(file.replaceAll('\\', '/')) === name);
  // Those named by their whole path count before any that only end alike.
  for (const file of alike) paths.resolve(file);
  const exact = alike.filter((file) => paths.resolve(file) === path);
  if (exact.length > 0) return exact;
  const parts = path.split(sep);
  const unknown = alike.filter((file) => paths.resolve(file) === null);
  const longest = Math.max(0, ...unknown.map((file) => commonTail(file.split(/[/\\]/), parts)));
  return unknown.filter((file) => commonTail(file.split(/[/\\]/), parts) === longest);
}

/** The nearest folder at or above that the marks of a project stand in; the folder itself where there is none. */
export function projectFolder(folder: string, folders: SourceFolders): string {
  for (let current = folder; ; current = dirname(current)) {
    const names = folders.list(current).map(({ name }) => name);
    if (names.some((name) => PROJECT_MARKS.has(name))) return current;
    if (dirname(current) === current || names.length === 0) return folder;
  }
}

const PROJECT_MARKS = new Set(['package.json', 'Cargo.toml', '.git', 'CMakeLists.txt', 'compile_commands.json']);

function startsWithFolder(name: string, folder: string): boolean {
  const prefix = folder.replace(/[/\\]+$/, '');
  return name === prefix || name.startsWith(`${prefix}/`);
}

/** null where two are equally near. */
function nearest(paths: readonly string[], near: string): string | null {
  const here = near.split(sep);
  const ranked = paths.map((path) => ({ path, shared: commonHead(path.split(sep), here) })).sort((a, b) => b.shared - a.shared);
  return ranked.length > 0 && ranked[0]!.shared !== ranked[1]?.shared ? ranked[0]!.path : null;
}

function commonHead(left: readonly string[], right: readonly string[]): number {
  let length = 0;
  while (length < left.length && length < right.length && left[length] === right[length]) length++;
  return length;
}

function commonTail(left: readonly string[], right: readonly string[]): number {
  let length = 0;
  while (length < left.length && length < right.length && left.at(-1 - length) === right.at(-1 - length)) length++;
  return length;
}
