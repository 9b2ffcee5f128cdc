/** What may lie outside of the module. */
export type DebugFileKind = 'external-dwarf' | 'split-dwarf' | 'dwarf-package' | 'source-map';

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
export type DebugFiles = (request: DebugFileRequest) => Promise<Uint8Array | undefined>;
