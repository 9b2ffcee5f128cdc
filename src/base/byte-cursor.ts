import { DecodeError } from './decode-error';

/**
 * Reads forward over bytes, little endian, and never past `end`. Sub-cursors share the buffer,
 * so `offset` is always an offset in the whole file. Every failure is a DecodeError that knows its place.
 */
export class ByteCursor {
  constructor(
    readonly section: string,
    readonly bytes: Uint8Array,
    public offset = 0,
    readonly end = bytes.length,
  ) {}

  get remaining(): number {
    return this.end - this.offset;
  }

  get done(): boolean {
    return this.offset >= this.end;
  }

  /** Throws where a list ends before its bytes do. */
  expectDone(): void {
    if (!this.done) throw this.error(`${this.remaining} bytes after the last entry`);
  }

  error(reason: string, at = this.offset): DecodeError {
    return new DecodeError(this.section, at, reason);
  }

  /** A cursor over the next `size` bytes, which this cursor steps over. */
  sub(size: number, section = this.section): ByteCursor {
    const start = this.advance(size);
    return new ByteCursor(section, this.bytes, start, start + size);
  }

  /** Steps over `size` bytes and returns the offset of the first. */
  advance(size: number): number {
    if (!(size >= 0) || size > this.end - this.offset) throw this.error(`unexpected end: ${size} bytes wanted, ${this.remaining} left`);
    const start = this.offset;
    this.offset = start + size;
    return start;
  }

  /** A view, not a copy. */
  take(size: number): Uint8Array {
    const start = this.advance(size);
    return this.bytes.subarray(start, start + size);
  }

  u8(): number {
    if (this.offset >= this.end) throw this.error('unexpected end');
    return this.bytes[this.offset++]!;
  }

  u16(): number {
    const at = this.advance(2);
    return this.bytes[at]! | (this.bytes[at + 1]! << 8);
  }

  u24(): number {
    const at = this.advance(3);
    return this.bytes[at]! | (this.bytes[at + 1]! << 8) | (this.bytes[at + 2]! << 16);
  }

  u32(): number {
    const at = this.advance(4);
    return (this.bytes[at]! | (this.bytes[at + 1]! << 8) | (this.bytes[at + 2]! << 16) | (this.bytes[at + 3]! << 24)) >>> 0;
  }

  u64(): bigint {
    const low = BigInt(this.u32());
    return low | (BigInt(this.u32()) << 32n);
  }

  /** A 64-bit number that must be exact as a JS number (an offset or a length). */
  u64AsNumber(): number {
    const at = this.offset;
    const value = this.u64();
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw this.error('64-bit number too large for any file', at);
    return Number(value);
  }

  /** Five bytes at most: a hostile file can neither loop nor overflow. */
  uleb32(): number {
    const start = this.offset;
    const first = this.u8();
    if (first < 0x80) return first;
    let value = first & 0x7f;
    for (let shift = 7; shift < 35; shift += 7) {
      const byte = this.u8();
      if (shift === 28 && byte > 0x0f) break;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
    throw this.error('number does not fit in 32 bits', start);
  }

  /** Signed LEB128 of up to 32 bits (33 for block types: the caller checks the range). */
  sleb32(): number {
    const start = this.offset;
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.u8();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return byte & 0x40 ? value - 2 ** (shift + 7) : value;
    }
    throw this.error('number does not fit in 32 bits', start);
  }

  /** Ten bytes at most. DWARF pads LEBs freely; bits past the 64th are ignored. */
  uleb64(): bigint {
    const start = this.offset;
    let low = 0;
    for (let shift = 0; shift < 49; shift += 7) {
      const byte = this.u8();
      low += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return BigInt(low);
    }
    let value = BigInt(low);
    for (let shift = 49n; shift < 70n; shift += 7n) {
      const byte = this.u8();
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    throw this.error('number does not fit in 64 bits', start);
  }

  /** An unsigned LEB128 as a JS number; beyond 2^53 it is an error, since no offset or count is that large. */
  uleb(): number {
    const start = this.offset;
    const first = this.u8();
    if (first < 0x80) return first;
    let value = first & 0x7f;
    for (let shift = 7; shift < 49; shift += 7) {
      const byte = this.u8();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    this.offset = start;
    const wide = this.uleb64();
    if (wide > BigInt(Number.MAX_SAFE_INTEGER)) throw this.error('number too large', start);
    return Number(wide);
  }

  sleb64(): bigint {
    const start = this.offset;
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.u8();
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asIntN(64, byte & 0x40 ? value | (-1n << (shift + 7n)) : value);
    }
    throw this.error('number does not fit in 64 bits', start);
  }

  /** A signed LEB128 as a JS number, exact up to 2^53. */
  sleb(): number {
    const start = this.offset;
    let value = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = this.u8();
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return byte & 0x40 ? value - 2 ** (shift + 7) : value;
    }
    this.offset = start;
    return Number(this.sleb64());
  }

  /** Steps over one LEB128 of any value. */
  skipLeb(): void {
    for (let count = 0; count < 19; count++) if (this.u8() < 0x80) return;
    throw this.error('LEB128 without end');
  }

  /** Bytes up to a NUL, as UTF-8 with damaged bytes replaced. */
  cString(maxBytes: number): string {
    const start = this.offset;
    const limit = Math.min(this.end, start + maxBytes);
    for (let at = start; at < limit; at++) {
      if (this.bytes[at] === 0) {
        this.offset = at + 1;
        return decodeUtf8(this.bytes.subarray(start, at));
      }
    }
    throw this.error('string without end', start);
  }

  /** UTF-8 text of `size` bytes, damaged bytes replaced. */
  text(size: number): string {
    return decodeUtf8(this.take(size));
  }
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Decodes without ever throwing. Copies when the bytes are shared (TextDecoder refuses SharedArrayBuffer views). */
export function decodeUtf8(bytes: Uint8Array): string {
  return decoder.decode(bytes.buffer instanceof ArrayBuffer ? bytes : bytes.slice());
}
