import { Form } from './constants';
import type { DwarfFile } from './dwarf-file';

/** Offsets of a string section at which a string begins that ends with the name. */
interface Interval {
  readonly first: number;
  readonly last: number;
}

const PATH_CONTENT = 1;
/** With more of them it is as quick to decode. */
const MOST_INTERVALS = 64;
/** Headers stand one after the other in sound files; where they overlap, the same bytes are not looked through for each. */
const READINGS = 2;

/**
 * Rules out line tables that can't name a file, by the bytes of their headers alone: of thousands that are asked for one
 * file, only the few that have it are decoded. What it can't tell, it does not rule out. ASCII case does not count.
 */
export class FileNameSearch {
  private readonly name: Uint8Array;
  private readonly usable: boolean;
  private readonly intervals: readonly Interval[];
  private readonly lowest: number;
  private readonly highest: number;
  private lookedThrough = 0;

  /** `name` is the last segment of a path. */
  constructor(private readonly file: DwarfFile, name: string) {
    const isPlain = /^[\x20-\x7e]+$/.test(name);
    this.name = Uint8Array.from(isPlain ? name.toLowerCase() : '', (character) => character.charCodeAt(0));
    this.intervals = isPlain ? this.intervalsIn(file.sections.lineStr) : [];
    this.lowest = this.intervals[0]?.first ?? Infinity;
    this.highest = this.intervals.at(-1)?.last ?? -1;
    this.usable = isPlain && this.intervals.length <= MOST_INTERVALS;
  }

  /** `start` and `end` enclose the file tables of one header of .debug_line. */
  mayBeIn(start: number, end: number, version: number): boolean {
    const { line } = this.file.sections;
    this.lookedThrough += end - start;
    if (!this.usable || this.lookedThrough > line.length * READINGS) return true;
    if (this.findName(line, start, end) >= 0) return true;
    return version >= 5 && this.hasReference(line, start, end);
  }

  /** Whether four bytes are an offset of such a string; names in .debug_str, which no compiler puts there, are not looked up. */
  private hasReference(bytes: Uint8Array, start: number, end: number): boolean {
    const { intervals, lowest, highest } = this;
    let window = 0;
    for (let offset = start; offset < end; offset++) {
      const byte = bytes[offset]!;
      if (byte === Form.strp && offset > start && bytes[offset - 1] === PATH_CONTENT) return true;
      window = (window >>> 8) | (byte << 24);
      const value = window >>> 0;
      if (value < lowest || value > highest || offset - start < 3) continue;
      if (intervals.some(({ first, last }) => value >= first && value <= last)) return true;
    }
    return false;
  }

  private intervalsIn(strings: Uint8Array): Interval[] {
    const intervals: Interval[] = [];
    for (let found = this.findName(strings, 0, strings.length); found >= 0 && intervals.length <= MOST_INTERVALS; found = this.findName(strings, found + 1, strings.length)) {
      intervals.push({ first: strings.lastIndexOf(0, found) + 1, last: found });
    }
    return intervals;
  }

  /** Where the name stands, closed by a zero; -1 without. */
  private findName(bytes: Uint8Array, start: number, end: number): number {
    const { name } = this;
    let close = bytes.indexOf(0, start + name.length);
    for (; close >= 0 && close < end; close = bytes.indexOf(0, close + 1)) {
      let index = name.length - 1;
      while (index >= 0 && lowerCase(bytes[close - name.length + index]!) === name[index]) index--;
      if (index < 0) return close - name.length;
    }
    return -1;
  }
}

const lowerCase = (byte: number): number => (byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte);
