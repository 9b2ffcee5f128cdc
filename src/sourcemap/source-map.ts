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

/** Mappings in the order of the generated text, and what their sources are called. */
export interface Mappings {
  readonly mappings: readonly MappingItem[];
  readonly sources: SourceMap['sources'];
  /** -1 where no source belongs to the code. */
  readonly sourceIndexOf: (mapping: MappingItem) => number;
}

/**
 * Reads the source map of a module (ECMA-426), indexed ones included, into typed arrays that the line search shares with
 * DWARF. Rejects with DecodeError where it is no source map or its mappings are damaged.
 */
export async function readSourceMap(bytes: Uint8Array): Promise<SourceMap> {
  // Only the first generated line exists in a module.
  const { mappings, sources, sourceIndexOf } = await readMappings(bytes, ({ generatedLine }) => generatedLine === 1);
  return {
    offsets: Uint32Array.from(mappings, ({ generatedColumn }) => generatedColumn),
    sourceIndexes: Int32Array.from(mappings, sourceIndexOf),
    lines: Uint32Array.from(mappings, (mapping) => (sourceIndexOf(mapping) < 0 ? 0 : mapping.originalLine)),
    columns: Uint32Array.from(mappings, (mapping) => (sourceIndexOf(mapping) < 0 ? 0 : mapping.originalColumn + 1)),
    sources,
  };
}

/** Rejects with DecodeError where it is no source map or its mappings are damaged. */
export async function readMappings(bytes: Uint8Array, isWanted: (mapping: MappingItem) => boolean): Promise<Mappings> {
  const json = parseSourceMap(bytes);
  for (let added = 0; ; added = added * 4 + 16) {
    try {
      return await SourceMapConsumer.with(withSources(json, added), null, (consumer) => mappingsOf(consumer, added, isWanted));
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
function parseSourceMap(bytes: Uint8Array): RawSourceMap {
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

function mappingsOf(consumer: SourceMapConsumer, missing: number, isWanted: (mapping: MappingItem) => boolean): Mappings {
  const { sources: all } = consumer as unknown as { readonly sources: readonly string[] };
  const sources = all.slice(0, all.length - missing);
  const indexOf = new Map(sources.map((path, index) => [path, index]));
  const sourceIndexOf = ({ source, originalLine }: MappingItem): number => (source === null || originalLine === null ? -1 : (indexOf.get(source) ?? -1));
  const mappings: MappingItem[] = [];
  consumer.eachMapping((mapping) => {
    if (!isWanted(mapping) || mappings.length >= LIMITS.dwarf.rowsPerSequence) return;
    const before = mappings.at(-1);
    // Where one statement ends and the next begins stand two mappings. Those without a source are sorted last.
    const endsBefore = sourceIndexOf(mapping) < 0 && before?.generatedColumn === mapping.generatedColumn && before.generatedLine === mapping.generatedLine;
    if (!endsBefore) mappings.push(mapping);
  });
  return { mappings, sourceIndexOf, sources: sources.map((path) => ({ path, source: textOrNull(consumer.sourceContentFor(path, true)) })) };
}

/** The map is not typed: what stands for a text may be anything. */
const textOrNull = (source: unknown): string | null => (typeof source === 'string' ? source : null);
