import type { OriginalPlace, ScriptMap, ScriptPosition } from '../base/script-map';
import { readMappings, type Mappings } from './source-map';

/**
 * Reads the source map of a script (ECMA-426). `nameOf`: how a source is called from then on, of the path that the map has,
 * its sourceRoot applied. Rejects with DecodeError where the bytes are no source map.
 */
export async function readScriptMap(bytes: Uint8Array, nameOf: (source: string) => string = (source) => source): Promise<ScriptMap> {
  return new MappedScript(await readMappings(bytes, () => true), nameOf);
}

/** Tables, one mapping an index, in the order of the script. */
class MappedScript implements ScriptMap {
  readonly sources: readonly string[];
  private readonly texts: readonly (string | null)[];
  private readonly lines: Uint32Array;
  private readonly columns: Uint32Array;
  /** -1 where no source belongs to the code. */
  private readonly sourceIndexes: Int32Array;
  private readonly originalLines: Uint32Array;
  private readonly originalColumns: Uint32Array;
  /** Of each source, the mappings in the order of its lines and columns. */
  private readonly bySource = new Map<number, Uint32Array>();

  constructor({ mappings, sources, sourceIndexOf }: Mappings, nameOf: (source: string) => string) {
    this.sources = sources.map(({ path }) => nameOf(path));
    this.texts = sources.map(({ source }) => source);
    this.lines = Uint32Array.from(mappings, ({ generatedLine }) => generatedLine);
    this.columns = Uint32Array.from(mappings, ({ generatedColumn }) => generatedColumn + 1);
    this.sourceIndexes = Int32Array.from(mappings, sourceIndexOf);
    this.originalLines = Uint32Array.from(mappings, ({ originalLine }) => originalLine ?? 0);
    this.originalColumns = Uint32Array.from(mappings, ({ originalColumn }) => (originalColumn ?? 0) + 1);
  }

  textOf(source: string): string | null {
    return this.texts[this.sources.indexOf(source)] ?? null;
  }

  /** What V8 says of a function may lie before its first mapping in the line: then the next one counts. */
  originalOf({ line, column }: ScriptPosition): OriginalPlace | null {
    const after = firstIndex(this.lines.length, (index) => this.lines[index]! > line || (this.lines[index] === line && this.columns[index]! > column));
    const index = after > 0 && this.lines[after - 1] === line ? after - 1 : after;
    const source = this.lines[index] === line ? this.sources[this.sourceIndexes[index]!] : undefined;
    return source === undefined ? null : { source, ...this.originalAt(index) };
  }

  /**
   * The first column with code of the line, or from `column` on. What is exported is mentioned at the top of a CommonJS
   * module, too, in the name of its declaration: so of several places that come from one the last counts.
   */
  generatedOf(source: string, line: number, column = 1): { original: ScriptPosition; generated: ScriptPosition } | null {
    const ordered = this.ordered(this.sources.indexOf(source));
    const isFrom = (fromLine: number, fromColumn: number) => (at: number): boolean => {
      const original = this.originalAt(ordered[at]!);
      return original.line > fromLine || (original.line === fromLine && original.column >= fromColumn);
    };
    let first = firstIndex(ordered.length, isFrom(line, column));
    // Nothing at or after that column: then the line's last place.
    if (first > 0 && this.originalLines[ordered[first]!] !== line && this.originalLines[ordered[first - 1]!] === line) first -= 1;
    if (first === ordered.length) return null;
    const original = this.originalAt(ordered[first]!);
    const last = ordered[firstIndex(ordered.length, isFrom(original.line, original.column + 1)) - 1]!;
    return { original, generated: this.generatedAt(last) };
  }

  generatedRange(source: string, firstLine: number, lastLine: number): { start: ScriptPosition; end: ScriptPosition } | null {
    const within = this.ordered(this.sources.indexOf(source)).filter((index) => this.originalLines[index]! >= firstLine && this.originalLines[index]! <= lastLine);
    if (within.length === 0) return null;
    const [first, last] = [within.reduce((one, two) => Math.min(one, two)), within.reduce((one, two) => Math.max(one, two))];
    const end = last + 1 < this.lines.length ? this.generatedAt(last + 1) : { line: this.lines[last]! + 1, column: 1 };
    return { start: this.generatedAt(first), end };
  }

  private generatedAt(index: number): ScriptPosition {
    return { line: this.lines[index]!, column: this.columns[index]! };
  }

  private originalAt(index: number): ScriptPosition {
    return { line: this.originalLines[index]!, column: this.originalColumns[index]! };
  }

  private ordered(source: number): Uint32Array {
    const known = this.bySource.get(source);
    if (known || source < 0) return known ?? new Uint32Array(0);
    const indexes = Uint32Array.from(Array.from(this.sourceIndexes.keys()).filter((index) => this.sourceIndexes[index] === source));
    indexes.sort((one, two) => this.originalLines[one]! - this.originalLines[two]! || this.originalColumns[one]! - this.originalColumns[two]! || one - two);
    this.bySource.set(source, indexes);
    return indexes;
  }
}

/** The first index of those below `count`, false ones first, for which it is true; `count` where it is for none. */
function firstIndex(count: number, isTrue: (index: number) => boolean): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isTrue(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
