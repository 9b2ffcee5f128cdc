/** Grows as it is written to: the counterpart of ByteCursor for what we make ourselves. */
export class ByteWriter {
  private buffer = new Uint8Array(64);
  private used = 0;

  get size(): number {
    return this.used;
  }

  /** A view of what was written so far, not a copy. */
  finish(): Uint8Array {
    return this.buffer.subarray(0, this.used);
  }

  u8(value: number): this {
    this.reserve(1);
    this.buffer[this.used++] = value;
    return this;
  }

  bytes(bytes: ArrayLike<number>): this {
    this.reserve(bytes.length);
    this.buffer.set(bytes, this.used);
    this.used += bytes.length;
    return this;
  }

  uleb(value: number | bigint): this {
    if (typeof value === 'number' && value <= MOST_IN_WORD) return this.ulebOfWord(value);
    let rest = BigInt(value);
    for (; rest > 0x7fn; rest >>= 7n) this.u8(Number(rest & 0x7fn) | 0x80);
    return this.u8(Number(rest));
  }

  sleb(value: number | bigint): this {
    let rest = BigInt(value);
    for (; rest < -64n || rest > 63n; rest >>= 7n) this.u8(Number(rest & 0x7fn) | 0x80);
    return this.u8(Number(rest & 0x7fn));
  }

  /** Nearly all numbers are small, and BigInt takes ten times as long. */
  private ulebOfWord(value: number): this {
    let rest = value;
    for (; rest > 0x7f; rest >>= 7) this.u8((rest & 0x7f) | 0x80);
    return this.u8(rest);
  }

  /** Length in bytes as LEB128, then UTF-8. */
  name(text: string): this {
    const encoded = encoder.encode(text);
    return this.uleb(encoded.length).bytes(encoded);
  }

  private reserve(size: number): void {
    if (this.used + size <= this.buffer.length) return;
    const grown = new Uint8Array(Math.max(this.buffer.length * 2, this.used + size));
    grown.set(this.finish());
    this.buffer = grown;
  }
}

const MOST_IN_WORD = 0x7fff_ffff;
const encoder = new TextEncoder();
