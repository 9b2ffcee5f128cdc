import { DecodeError } from '../../base/decode-error';

const enum Byte { Quote = 0x22, Comma = 0x2c, Minus = 0x2d, Colon = 0x3a, Open = 0x5b, Backslash = 0x5c, Close = 0x5d, OpenBrace = 0x7b, CloseBrace = 0x7d }

const ZERO = 0x30;
/** A point or an exponent. */
const CONTINUES_NUMBER = new Set([0x2e, 0x45, 0x65]);

const TOLD_EVERY_BYTES = 1 << 20;

/**
 * Reads JSON (RFC 8259) from its bytes piece by piece, so that a file of hundreds of megabytes becomes columns without being a
 * text and a million objects first. What is passed over is not looked at more closely than its extent wants.
 */
export class JsonCursor {
  private at = 0;
  private toldAt = 0;
  private readonly shared = new Map<string, SharedValues>();
  private readonly text = new TextDecoder();

  /** `onProgress` hears now and then which part has been read, from 0 to 1. */
  constructor(
    private readonly bytes: Uint8Array,
    private readonly onProgress: (fraction: number) => void = () => undefined,
  ) {}

  /** Whether an object begins here. */
  get isObject(): boolean {
    return this.next() === Byte.OpenBrace;
  }

  /** Calls `onMember` at each value, which it reads; where none begins, passes over what there is instead. */
  object(onMember: (key: string) => void): void {
    if (!this.isObject) return this.skip();
    this.at++;
    for (let isFirst = true; !this.ends(Byte.CloseBrace, isFirst); isFirst = false) {
      const key = this.equalOnes<string>('key', (value) => String(value));
      this.expect(Byte.Colon);
      onMember(key);
    }
  }

  array(onItem: () => void): void {
    if (this.next() !== Byte.Open) return this.skip();
    this.at++;
    for (let isFirst = true; !this.ends(Byte.Close, isFirst); isFirst = false) {
      onItem();
      if (this.at - this.toldAt > TOLD_EVERY_BYTES) this.tell();
    }
  }

  /** An array of numbers; what is none in it is 0. */
  numbers(): Float64Array {
    let values = new Float64Array(8);
    let length = 0;
    this.array(() => {
      if (length === values.length) values = wider(values);
      values[length++] = this.number(0);
    });
    return values.subarray(0, length);
  }

  /** The same for arrays that are short, and many. */
  numberList(): number[] {
    const values: number[] = [];
    this.array(() => values.push(this.number(0)));
    return values;
  }

  /** What is no number gives `fallback`. */
  number(fallback: number): number {
    const { bytes } = this;
    const first = this.next();
    const start = this.at;
    let at = first === Byte.Minus ? start + 1 : start;
    let value = 0;
    for (; isDigit(bytes[at]!); at++) value = value * 10 + bytes[at]! - ZERO;
    const isWhole = at > start && at - start < 16 && !CONTINUES_NUMBER.has(bytes[at]!);
    if (isWhole) {
      this.at = at;
      return first === Byte.Minus ? -value : value;
    }
    const read = this.value();
    return typeof read === 'number' ? read : fallback;
  }

  /** Parsed, whatever it is. */
  value(): unknown {
    this.next();
    const start = this.at;
    this.skip();
    return this.parsed(start);
  }

  /** Values of equal bytes are decoded once and are one; `kind` keeps those of different decoders apart. */
  equalOnes<Value>(kind: string, decode: (value: unknown) => Value): Value {
    this.next();
    const start = this.at;
    this.skip();
    let values = this.shared.get(kind) as SharedValues<Value> | undefined;
    if (!values) this.shared.set(kind, (values = new SharedValues<Value>(this.bytes)));
    return values.at(start, this.at) ?? values.keep(start, this.at, decode(this.parsed(start)));
  }

  skip(): void {
    const { bytes } = this;
    let depth = 0;
    do {
      const byte = this.next();
      const start = this.at;
      if (byte === Byte.Quote) this.skipText();
      else if (byte === Byte.OpenBrace || byte === Byte.Open) {
        depth++;
        this.at++;
      } else if (byte === Byte.CloseBrace || byte === Byte.Close) {
        depth--;
        this.at++;
      } else if (byte === Byte.Comma || byte === Byte.Colon) this.at++;
      else while (isOfWord(bytes[this.at]!)) this.at++;
      if (this.at === start || depth < 0) throw this.unexpected();
    } while (depth > 0);
  }

  /** The whole of the file has been read. */
  end(): void {
    if (this.next() !== undefined) throw this.unexpected();
  }

  private skipText(): void {
    const { bytes } = this;
    let at = this.at + 1;
    while (at < bytes.length && bytes[at] !== Byte.Quote) at += bytes[at] === Byte.Backslash ? 2 : 1;
    if (at >= bytes.length) throw new DecodeError('profile', this.at, 'begins like JSON and ends in the middle of a text');
    this.at = at + 1;
  }

  private parsed(start: number): unknown {
    try {
      return JSON.parse(this.text.decode(this.bytes.subarray(start, this.at)));
    } catch {
      throw new DecodeError('profile', start, 'begins like JSON and is none');
    }
  }

  /** Passes over what separates one entry from the next, or ends them. */
  private ends(closing: Byte, isFirst: boolean): boolean {
    if (this.next() === closing) {
      this.at++;
      return true;
    }
    if (!isFirst) this.expect(Byte.Comma);
    return false;
  }

  private expect(byte: Byte): void {
    if (this.next() !== byte) throw this.unexpected();
    this.at++;
  }

  /** The first byte that means something; undefined at the end. */
  private next(): number | undefined {
    const { bytes } = this;
    while (isSpace(bytes[this.at]!)) this.at++;
    return bytes[this.at];
  }

  private tell(): void {
    this.toldAt = this.at;
    this.onProgress(this.at / this.bytes.length);
  }

  private unexpected(): DecodeError {
    return new DecodeError('profile', this.at, this.at >= this.bytes.length ? 'begins like JSON and ends in the middle: it was not written whole' : 'begins like JSON and is none');
  }
}

/** Those of JSON, and the mark that some editors write before all else. */
const isSpace = (byte: number): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09 || byte === 0xef || byte === 0xbb || byte === 0xbf;

const isDigit = (byte: number): boolean => byte >= ZERO && byte <= 0x39;

/** Of numbers, true, false and null. */
const isOfWord = (byte: number): boolean => isDigit(byte) || (byte >= 0x61 && byte <= 0x7a) || byte === 0x2b || byte === 0x2d || byte === 0x2e || byte === 0x45;

function wider(values: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const twice = new Float64Array(values.length * 2);
  twice.set(values);
  return twice;
}

/** Values by the bytes that they were decoded from. */
class SharedValues<Value = unknown> {
  /** By hash, the indexes of values. */
  private readonly found = new Map<number, number[]>();
  private readonly starts: number[] = [];
  private readonly ends: number[] = [];
  private readonly values: Value[] = [];

  constructor(private readonly bytes: Uint8Array) {}

  at(start: number, end: number): Value | undefined {
    const index = this.found.get(this.hash(start, end))?.find((each) => this.equals(each, start, end));
    return index === undefined ? undefined : this.values[index];
  }

  keep(start: number, end: number, value: Value): Value {
    const hash = this.hash(start, end);
    const index = this.values.push(value) - 1;
    this.starts.push(start);
    this.ends.push(end);
    const same = this.found.get(hash);
    if (same) same.push(index);
    else this.found.set(hash, [index]);
    return value;
  }

  /** FNV-1a, 32 bits, kept within what V8 has as a small integer. */
  private hash(start: number, end: number): number {
    const { bytes } = this;
    let hash = 0x811c9dc5 | 0;
    for (let at = start; at < end; at++) hash = Math.imul(hash ^ bytes[at]!, 0x01000193);
    return hash >> 2;
  }

  private equals(index: number, start: number, end: number): boolean {
    const { bytes } = this;
    const known = this.starts[index]!;
    if (this.ends[index]! - known !== end - start) return false;
    for (let offset = 0; offset < end - start; offset++) if (bytes[known + offset] !== bytes[start + offset]) return false;
    return true;
  }
}
