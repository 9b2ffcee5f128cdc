/** A place in a script or its source; lines and columns from 1. */
export interface ScriptPosition {
  readonly line: number;
  readonly column: number;
}

/** `source` as the map names it, unless whoever read the map knew better. */
export interface OriginalPlace extends ScriptPosition {
  readonly source: string;
}

/** What one script of JavaScript was compiled from, such as TypeScript (ECMA-426). */
export interface ScriptMap {
  readonly sources: readonly string[];
  /** Text of a source, where the map brings it along. */
  textOf(source: string): string | null;
  /** null where nobody wrote what stands there. */
  originalOf(place: ScriptPosition): OriginalPlace | null;
  /** Where the code of a line begins, or that of the next line of this source that has some; null where none has. */
  generatedOf(source: string, line: number, column?: number): { readonly original: ScriptPosition; readonly generated: ScriptPosition } | null;
  /** The part of the script that holds all that became of some lines; null where nothing did. */
  generatedRange(source: string, firstLine: number, lastLine: number): { readonly start: ScriptPosition; readonly end: ScriptPosition } | null;
}
