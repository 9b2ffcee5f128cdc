/** What may lie outside of the module. */
export type DebugFileKind = 'external-dwarf' | 'split-dwarf' | 'dwarf-package' | 'supplementary-dwarf' | 'source-map';

export interface DebugFileRequest {
  readonly kind: DebugFileKind;
  /** As the module names it: a URL or a path, relative to the module. null: any that fits the module. */
  readonly name: string | null;
  /** Split DWARF: what the unit's own file must carry. */
  readonly dwoId?: bigint;
  /** Where relative names of split files begin. */
  readonly compilationDirectory?: string;
}

/** Finds a file that the debug information names, and gives its bytes; undefined where there is none. */
export interface DebugFiles {
  (request: DebugFileRequest): Promise<Uint8Array | undefined>;
  /** Where it looks; for people. */
  readonly places?: DebugFilePlaces;
}

export interface DebugFilePlaces {
  /** The module's own folder; null for one that came from no file. */
  readonly beside: string | null;
  /** Those that the user named. */
  readonly folders: readonly string[];
}

/** `x.dwo was not found in /app, /symbols`, one line of bounded length whatever the module names. */
export function notFound(name: string, { places }: DebugFiles): string {
  const looked = [...(places?.beside ? [places.beside] : []), ...(places?.folders ?? [])];
  return `${name.slice(0, 200)} was not found${looked.length > 0 ? ` in ${looked.join(', ')}` : ''}`;
}
