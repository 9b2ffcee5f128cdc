import type { PathMapping } from './source-display';

export type { PathMapping };

/**
 * The user's path mappings taken by their word, as a module's file names are shown and asked for: no disk is looked at,
 * so the answer is the same wherever the sources are.
 */
export class PathPrefixes {
  constructor(private readonly mappings: readonly PathMapping[]) {}

  /** A name that the compiler wrote, as it is here. */
  shown(file: string): string {
    return this.replaced(file, ({ from, to }) => [from, to]);
  }

  /** A name as it is here, as the compiler wrote it. */
  written(file: string): string {
    return this.replaced(file, ({ from, to }) => [to, from]);
  }

  private replaced(file: string, prefixes: (mapping: PathMapping) => [string, string]): string {
    for (const mapping of this.mappings) {
      const [from, to] = prefixes(mapping).map((folder) => folder.replace(/[/\\]+$/, '')) as [string, string];
      if (file === from || file.startsWith(`${from}/`) || file.startsWith(`${from}\\`)) return to + file.slice(from.length);
    }
    return file;
  }
}

export const NO_MAPPINGS = new PathPrefixes([]);
