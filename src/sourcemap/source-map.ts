import { SourceMapConsumer, type MappingItem, type RawSourceMap } from 'source-map';
import { DecodeError } from '../base/decode-error';
import { LIMITS } from '../base/limits';
import { messageFor } from '../base/user-error';

/** One mapping an index, sorted by `offsets`. A Wasm module is one generated line, its columns are module offsets. */
export interface SourceMap {
  readonly offsets: Uint32Array;
  /** Index into `sources`; -1 where the map says that no source belongs to the code. */
  readonly sourceIndexes: Int32Array;
  /** From 1. */
  readonly lines: Uint32Array;
  /** From 1. */
  readonly columns: Uint32Array;
  readonly sources: readonly { readonly path: string; readonly source: string | null }[];
}

/**
 * Reads a source map (ECMA-426), indexed ones included, into typed arrays that the line search shares with DWARF.
 * Rejects with DecodeError where it is no source map or its mappings are damaged.
 */
export async function readSourceMap(bytes: Uint8Array): Promise<SourceMap> {
  const json = parseSourceMap(bytes);
  for (let added = 0; ; added = added * 4 + 16) {
    try {
      return await SourceMapConsumer.with(withSources(json, added), null, (consumer) => tableOf(consumer, added));
    } catch (error) {
      if (!isMissingSource(error) || added > MOST_MISSING_SOURCES) throw new DecodeError('source map', 0, `malformed: ${messageFor(error)}`);
    }
  }
}

const MOST_MISSING_SOURCES = 10_000;

/** Packagers leave out sources that mappings still refer to. The code of those has none, all other has. */
function withSources(json: RawSourceMap, added: number): RawSourceMap {
  return added === 0 ? json : { ...json, sources: [...json.sources, ...Array.from({ length: added }, (_, index) => `missing source ${index}`)] };
}

function isMissingSource(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('No element indexed by');
}

/** Throws DecodeError. */
export function parseSourceMap(bytes: Uint8Array): RawSourceMap {
  // A line that guards against script inclusion may stand before the map (ECMA-426, 10.1).
  const text = new TextDecoder().decode(bytes).replace(/^\)\]\}'[^\n]*\n/, '');
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new DecodeError('source map', 0, 'not JSON');
  }
  if (!isSourceMap(json)) throw new DecodeError('source map', 0, 'not a source map: it has neither mappings nor sections');
  return json;
}

function isSourceMap(json: unknown): json is RawSourceMap {
  if (typeof json !== 'object' || json === null) return false;
  return ('mappings' in json && typeof json.mappings === 'string') || ('sections' in json && Array.isArray(json.sections));
}

function tableOf(consumer: SourceMapConsumer, missing: number): SourceMap {
  const { sources: all } = consumer as unknown as { readonly sources: readonly string[] };
  const sources = all.slice(0, all.length - missing);
  const indexOf = new Map(sources.map((path, index) => [path, index]));
  const isMapped = ({ source, originalLine }: MappingItem): boolean => source !== null && originalLine !== null && indexOf.has(source);
  const mappings: MappingItem[] = [];
  consumer.eachMapping((mapping) => {
    // Only the first generated line exists in a module.
    if (mapping.generatedLine !== 1 || mappings.length >= LIMITS.dwarf.rowsPerSequence) return;
    // Where one statement ends and the next begins stand two mappings. Those without a source are sorted last.
    const endsBefore = !isMapped(mapping) && mappings.at(-1)?.generatedColumn === mapping.generatedColumn;
    if (!endsBefore) mappings.push(mapping);
  });
  return {
    offsets: Uint32Array.from(mappings, ({ generatedColumn }) => generatedColumn),
    sourceIndexes: Int32Array.from(mappings, (mapping) => (isMapped(mapping) ? indexOf.get(mapping.source)! : -1)),
    lines: Uint32Array.from(mappings, (mapping) => (isMapped(mapping) ? mapping.originalLine : 0)),
    columns: Uint32Array.from(mappings, (mapping) => (isMapped(mapping) ? mapping.originalColumn + 1 : 0)),
    sources: sources.map((path) => ({ path, source: textOrNull(consumer.sourceContentFor(path, true)) })),
  };
}

/** The map is not typed: what stands for a text may be anything. */
const textOrNull = (source: unknown): string | null => (typeof source === 'string' ? source : null);
