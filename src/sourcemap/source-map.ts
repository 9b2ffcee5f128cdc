import { DecodeError } from '../base/decode-error';
import { LIMITS } from '../base/limits';
import { VlqReader } from './vlq';

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
 * Reads a source map (ECMA-426), indexed ones included. We decode the mappings ourselves: typed arrays that the line
 * search shares with DWARF, read at once, with what stands before damage kept. Throws DecodeError where it is no
 * source map at all; damage inside goes to `problems`.
 */
export function readSourceMap(bytes: Uint8Array, problems: DecodeError[]): SourceMap {
  const builder = new MapBuilder(problems);
  builder.add(parseJson(bytes), 0, 0);
  return builder.finish();
}

function parseJson(bytes: Uint8Array): Record<string, unknown> {
  // A line that guards against script inclusion may stand before the map (ECMA-426, 10.1).
  const text = new TextDecoder().decode(bytes).replace(/^\)\]\}'[^\n]*\n/, '');
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new DecodeError('source map', 0, 'not JSON');
  }
  if (!isObject(json) || !(typeof json['mappings'] === 'string' || Array.isArray(json['sections']))) throw new DecodeError('source map', 0, 'not a source map: it has neither mappings nor sections');
  return json;
}

class MapBuilder {
  private readonly mappings: { offset: number; source: number; line: number; column: number }[] = [];
  private readonly sources: { path: string; source: string | null }[] = [];

  constructor(private readonly problems: DecodeError[]) {}

  add(json: Record<string, unknown>, base: number, depth: number): void {
    if (depth > 8) return void this.problems.push(new DecodeError('source map', 0, 'sections nested too deeply'));
    if (Array.isArray(json['sections'])) for (const section of json['sections']) this.addSection(section, base, depth);
    if (typeof json['mappings'] !== 'string') return;
    const first = this.sources.length;
    const count = this.addSources(json);
    try {
      this.decode(json['mappings'], base, first, count);
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      this.problems.push(error);
    }
  }

  finish(): SourceMap {
    this.mappings.sort((left, right) => left.offset - right.offset);
    const { mappings, sources } = this;
    return {
      offsets: Uint32Array.from(mappings, ({ offset }) => offset),
      sourceIndexes: Int32Array.from(mappings, ({ source }) => source),
      lines: Uint32Array.from(mappings, ({ line }) => line),
      columns: Uint32Array.from(mappings, ({ column }) => column),
      sources,
    };
  }

  private addSection(section: unknown, base: number, depth: number): void {
    if (!isObject(section) || !isObject(section['map'])) return;
    const offset = isObject(section['offset']) ? section['offset'] : {};
    if (offset['line'] === 0) this.add(section['map'], base + (Number(offset['column']) || 0), depth + 1);
  }

  private addSources(json: Record<string, unknown>): number {
    const root = typeof json['sourceRoot'] === 'string' && json['sourceRoot'] !== '' ? `${json['sourceRoot'].replace(/\/$/, '')}/` : '';
    const contents = Array.isArray(json['sourcesContent']) ? json['sourcesContent'] : [];
    const sources = Array.isArray(json['sources']) ? json['sources'].slice(0, LIMITS.dwarf.filesPerTable) : [];
    for (const [index, source] of sources.entries()) {
      const content: unknown = contents[index];
      this.sources.push({ path: typeof source === 'string' ? root + source : '', source: typeof content === 'string' ? content : null });
    }
    return sources.length;
  }

  private decode(mappings: string, base: number, firstSource: number, sourceCount: number): void {
    const reader = new VlqReader(mappings);
    let offset = base;
    let source = 0;
    let line = 0;
    let column = 0;
    while (!reader.done) {
      if (!reader.atSegmentEnd) {
        if (this.mappings.length >= LIMITS.dwarf.rowsPerSequence) throw new DecodeError('source map', reader.offset, 'too many mappings');
        offset += reader.field();
        const mapped = !reader.atSegmentEnd;
        if (mapped) {
          source += reader.field();
          line += reader.field();
          column += reader.field();
        }
        if (!reader.atSegmentEnd) reader.field(); // the name
        const known = mapped && source >= 0 && source < sourceCount && line >= 0;
        if (offset >= 0) this.mappings.push({ offset, source: known ? firstSource + source : -1, line: known ? line + 1 : 0, column: known ? Math.max(0, column) + 1 : 0 });
      }
      const separator = reader.separator();
      // Only the first generated line exists in a module.
      if (separator === ';') return;
      if (separator !== ',' && separator !== undefined) throw new DecodeError('source map', reader.offset - 1, 'malformed mapping');
    }
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
