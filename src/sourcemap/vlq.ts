import { DecodeError } from '../base/decode-error';

const DIGITS = new Int8Array(128).fill(-1);
for (const [value, character] of [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'].entries()) DIGITS[character.charCodeAt(0)] = value;

/** Reads the base 64 VLQ fields of a source map's `mappings` (ECMA-426, 9.3). */
export class VlqReader {
  offset = 0;

  constructor(private readonly text: string) {}

  get done(): boolean {
    return this.offset >= this.text.length;
  }

  /** `,` or `;` or the end: no further field in this segment. */
  get atSegmentEnd(): boolean {
    return this.done || this.text[this.offset] === ',' || this.text[this.offset] === ';';
  }

  /** The separator here, which is stepped over; undefined at the end of the text. */
  separator(): string | undefined {
    return this.text[this.offset++];
  }

  /** One signed number of 32 bits. Throws DecodeError on anything else. */
  field(): number {
    const start = this.offset;
    let value = 0;
    for (let shift = 0; shift < 35; shift += 5) {
      const digit = this.done ? -1 : (DIGITS[this.text.charCodeAt(this.offset)] ?? -1);
      if (digit < 0) break;
      this.offset++;
      value += (digit & 31) * 2 ** shift;
      if (digit < 32) return value % 2 === 1 ? -Math.floor(value / 2) : value / 2;
    }
    throw new DecodeError('source map', start, 'malformed mapping');
  }
}
