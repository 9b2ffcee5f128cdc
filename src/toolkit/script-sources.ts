import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, isAbsolute, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LIMITS } from '../base/limits';
import { originalPositions, type ScriptPosition } from '../sourcemap/script-map';

/** A place in a file; lines and columns from 1. */
export interface ScriptPlace extends ScriptPosition {
  readonly file: string;
}

const SCRIPT = /\.[cm]?jsx?$/;
/** The last such comment counts (ECMA-426, 11.1.1.2). */
const COMMENT = /^[ \t]*\/\/[#@][ \t]*sourceMappingURL=(\S+)[ \t]*$/gm;
const INLINE = /^data:application\/json(?:;charset=[\w-]+)?(;base64)?,/i;

/** Where the JavaScript of files here was compiled from (TypeScript and the like), by the source maps that it names. */
export class ScriptSources {
  private readonly originals = new Map<string, ScriptPlace>();

  /** Reads the maps of these places' files. Files without one, and maps that can't be read, leave their places as they are. */
  async load(places: Iterable<ScriptPlace>): Promise<void> {
    const byFile = new Map<string, ScriptPlace[]>();
    for (const place of places) {
      if (place.line < 1 || !SCRIPT.test(place.file) || !isAbsolute(place.file)) continue;
      const known = byFile.get(place.file);
      if (known) known.push(place);
      else if (byFile.size < LIMITS.sourceMap.scripts) byFile.set(place.file, [place]);
    }
    for (const [file, wanted] of byFile) await this.loadFile(file, wanted).catch(() => undefined);
  }

  /** The place itself where it is nobody's output. */
  of<Place extends ScriptPlace>(place: Place): Place {
    const original = this.originals.get(keyOf(place));
    return original ? { ...place, ...original } : place;
  }

  private async loadFile(file: string, places: readonly ScriptPlace[]): Promise<void> {
    const found = mapOf(file);
    if (!found) return;
    const positions = await originalPositions(found.bytes, places);
    positions.forEach((position, index) => {
      const source = position && pathOf(position.source, found.folder);
      // Of packages only the output is here.
      if (source && existsSync(source)) this.originals.set(keyOf(places[index]!), { file: source, line: position.line, column: position.column });
    });
  }
}

const keyOf = ({ file, line, column }: ScriptPlace): string => `${file}:${line}:${column}`;

/** The map that a script names, and the folder that its paths start from. */
function mapOf(file: string): { bytes: Uint8Array; folder: string } | null {
  const name = [...(readBounded(file)?.toString('utf8') ?? '').matchAll(COMMENT)].at(-1)?.[1];
  if (name === undefined) return null;
  const inline = INLINE.exec(name);
  if (inline) return { bytes: Buffer.from(inline[1] ? name.slice(inline[0].length) : decodeURIComponent(name.slice(inline[0].length)), inline[1] ? 'base64' : 'utf8'), folder: dirname(file) };
  const path = pathOf(name, dirname(file));
  const bytes = path !== null && /\.(map|json)$/.test(path) ? readBounded(path) : null;
  return bytes && { bytes, folder: dirname(path!) };
}

/** null for URLs that name no file here. */
function pathOf(name: string, folder: string): string | null {
  if (name.startsWith('file://')) return fileURLToPath(name);
  return /^[a-z][\w+.-]+:/i.test(name) ? null : resolve(folder, decodeURI(name));
}

function readBounded(path: string): Buffer | null {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats?.isFile() && stats.size <= LIMITS.sourceMap.fileBytes ? readFileSync(path) : null;
}
