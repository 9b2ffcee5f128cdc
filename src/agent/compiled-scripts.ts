import { existsSync } from 'node:fs';
import Module, { findSourceMap, SourceMap, type SourceMapPayload } from 'node:module';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LIMITS } from '../base/limits';
import type { Patches } from './patches';
import type { ScriptPlace } from './runtime';

/** Code that runs as it lies on the disk; a map that it names is read there, and not in the target. */
const AS_IT_LIES = /\.[cm]?js$|^[a-z][\w+.-]+:/;
const INLINE = '\n//# sourceMappingURL=data:application/json';

/**
 * Scripts that are compiled while they are loaded (TypeScript by tsx, ts-node, Node itself and the like): what V8 tells of
 * them are places in a text that no file holds. Node knows their maps where it was told to (`process.setSourceMapsEnabled`);
 * of CommonJS modules we see the text, with the map at its end.
 */
export class CompiledScripts {
  private readonly maps = new Map<string, SourceMap | null>();
  private readonly inline = new Map<string, string>();

  constructor(patches: Patches) {
    const { inline } = this;
    patches.replace(Module.prototype as unknown as { _compile(text: unknown, file: unknown): unknown }, '_compile', (original) => function (this: unknown, text: unknown, file: unknown, ...rest: unknown[]) {
      const start = typeof text === 'string' && typeof file === 'string' && !AS_IT_LIES.test(file) && inline.size < LIMITS.sourceMap.scripts ? text.lastIndexOf(INLINE) : -1;
      if (start >= 0) inline.set(file as string, (text as string).slice(start));
      return Reflect.apply(original, this, [text, file, ...rest]) as unknown;
    });
  }

  /** Where it was written; the place itself where that is not known, or lies elsewhere. */
  writtenAt(place: ScriptPlace): ScriptPlace {
    if (AS_IT_LIES.test(place.file)) return place;
    const entry = this.mapOf(place.file)?.findEntry(place.line - 1, place.column - 1);
    if (!entry || !('originalSource' in entry) || entry.generatedLine !== place.line - 1) return place;
    const file = pathOf(entry.originalSource, dirname(place.file));
    return file === null || !existsSync(file) ? place : { file, line: entry.originalLine + 1, column: entry.originalColumn + 1 };
  }

  private mapOf(file: string): SourceMap | null {
    let map = this.maps.get(file);
    if (map === undefined) {
      map = read(() => findSourceMap(file)) ?? read(() => decoded(this.inline.get(file))) ?? null;
      this.maps.set(file, map);
      this.inline.delete(file);
    }
    return map;
  }
}

/** A map is the work of a tool of the program's, and may be anything. */
function read(map: () => SourceMap | undefined): SourceMap | undefined {
  try {
    return map();
  } catch {
    return undefined;
  }
}

function decoded(comment: string | undefined): SourceMap | undefined {
  const base64 = comment === undefined ? undefined : /;base64,([\w+/=]+)/.exec(comment)?.[1];
  return base64 === undefined ? undefined : new SourceMap(JSON.parse(Buffer.from(base64, 'base64').toString()) as SourceMapPayload);
}

function pathOf(source: string, folder: string): string | null {
  if (source.startsWith('file:')) return fileURLToPath(source);
  return /^[a-z][\w+.-]+:/i.test(source) ? null : resolve(folder, source);
}
