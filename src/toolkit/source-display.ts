import { dirname, isAbsolute } from 'node:path';
import { diskFolders } from '../session/disk-folders';
import { SourcePaths, type PathMapping } from '../session/source-paths';
import type { ModuleHash } from '../trace/event';

export type { PathMapping };

/** The path to show for a file that a module's debug information names: one of this machine where it leads to one. */
export class SourceDisplay {
  private readonly paths = new SourcePaths(diskFolders);

  constructor(
    mappings: readonly PathMapping[],
    /** Where the module itself stands, where that is known: its sources are mostly near. */
    private readonly moduleFile: (module: ModuleHash) => string | undefined,
  ) {
    for (const mapping of mappings) this.paths.addMapping(mapping);
  }

  /** The folders that a program shows by starting: where it runs, and where its entry stands. */
  addProgram({ cwd, argv }: { readonly cwd: string; readonly argv: readonly string[] }): void {
    this.addRoot(cwd);
    const entry = argv[1];
    if (entry !== undefined && isAbsolute(entry)) this.addRoot(dirname(entry));
  }

  addRoot(folder: string): void {
    this.paths.addRoot(folder);
  }

  resolve(file: string, module: ModuleHash): string {
    return this.paths.resolve(file, this.moduleFile(module) ?? null) ?? file;
  }
}
