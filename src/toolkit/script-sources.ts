import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, isAbsolute } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LIMITS } from '../base/limits';
import type { ScriptPosition } from '../base/script-map';
import { ReadScriptMap, scriptMapNamed } from './script-map-file';

/** A place in a file; lines and columns from 1. */
export interface ScriptPlace extends ScriptPosition {
  readonly file: string;
}

const SCRIPT = /\.[cm]?jsx?$/;
/** The last such comment counts (ECMA-426, 11.1.1.2). */
const COMMENT = /^[ \t]*\/\/[#@][ \t]*sourceMappingURL=(\S+)[ \t]*$/gm;

/** Where the JavaScript of files here was compiled from (TypeScript and the like), by the source maps that it names. */
export class ScriptSources {
  private readonly given: ReadonlyMap<string, string>;
  private readonly originals = new Map<string, ScriptPlace>();
  private readonly looked = new Set<string>();

  /** `given`: maps of scripts that no file holds as they run, as JSON, by path or URL. */
  constructor(given: ReadonlyMap<string, string> = new Map()) {
    this.given = new Map([...given].map(([url, map]) => [url.startsWith('file:') ? fileURLToPath(url) : url, map]));
  }

  /** Reads the maps of these places' files, each place once. Files without one, and maps that can't be read, leave their places as they are. */
  async load(places: Iterable<ScriptPlace>): Promise<void> {
    const byFile = new Map<string, ScriptPlace[]>();
    for (const place of places) {
      if (place.line < 1 || !(SCRIPT.test(place.file) || this.given.has(place.file)) || !isAbsolute(place.file) || this.looked.has(keyOf(place))) continue;
      this.looked.add(keyOf(place));
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
    const given = this.given.get(file);
    const map = await (given === undefined ? mapOf(file) : new ReadScriptMap(Buffer.from(given), dirname(file), file))?.read();
    for (const place of places) {
      const original = map?.originalOf(place);
      // Of packages only the output is here.
      if (original && existsSync(original.source)) this.originals.set(keyOf(place), { file: original.source, line: original.line, column: original.column });
    }
  }
}

const keyOf = ({ file, line, column }: ScriptPlace): string => `${file}:${line}:${column}`;

function mapOf(file: string): ReadScriptMap | null {
  const name = [...(readBounded(file)?.toString('utf8') ?? '').matchAll(COMMENT)].at(-1)?.[1];
  return name === undefined ? null : scriptMapNamed(name, dirname(file));
}

function readBounded(path: string): Buffer | null {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats?.isFile() && stats.size <= LIMITS.sourceMap.fileBytes ? readFileSync(path) : null;
}
