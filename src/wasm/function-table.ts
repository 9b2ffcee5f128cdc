import type { ByteCursor } from '../base/byte-cursor';
import type { DecodeError } from '../base/decode-error';
import { attempt } from '../base/decode-error';
import type { ModuleOffset } from '../base/offsets';
import { moduleOffset } from '../base/offsets';

/** A function defined in the module (imports are not here). `[bodyStart, bodyEnd)` is the body without its size LEB. */
export interface WasmFunction {
  /** Index in the function index space, imports counted. */
  readonly index: number;
  readonly typeIndex: number;
  /** Where the local declarations start: DWARF's low_pc, V8's function offset. */
  readonly bodyStart: ModuleOffset;
  readonly bodyEnd: ModuleOffset;
}

/** Read at once: few enough that one function near the start costs little, enough that V8 compiles the loop. */
const BODIES_AT_ONCE = 4_096;

/**
 * The functions that a module defines, by `bodyStart`; two numbers each: large modules have hundreds of thousands. Bodies are
 * delimited as far as they are asked for, since finding where one stands leads through all before it. What is handed out is
 * made on the spot, so functions are told apart by their `index`, never by identity.
 */
export class FunctionTable implements Iterable<WasmFunction> {
  private count = 0;
  private readonly starts: Uint32Array;
  private readonly ends: Uint32Array;
  /** What is not read yet; null at the end, and past damage. */
  private rest: ByteCursor | null;

  /** `firstIndex` is the function index of the first: imported functions come before. `bodies` begins with the first one's size. */
  constructor(
    private readonly firstIndex: number,
    private readonly typeIndexes: ArrayLike<number>,
    bodies: ByteCursor,
    private readonly declared: number,
    private readonly problems: DecodeError[],
  ) {
    this.rest = bodies;
    // A damaged count costs no more memory than there are bytes.
    const capacity = Math.min(declared, bodies.remaining);
    this.starts = new Uint32Array(capacity);
    this.ends = new Uint32Array(capacity);
  }

  get length(): number {
    this.readTo(this.declared);
    return this.count;
  }

  /** No less than `length`, without reading anything. */
  get capacity(): number {
    return this.starts.length;
  }

  /** By position, as arrays have it: negative ones count from the end. */
  at(position: number): WasmFunction | undefined {
    const own = position < 0 ? position + this.length : position;
    this.readTo(own);
    if (!(own >= 0 && own < this.count)) return undefined;
    return { index: this.firstIndex + own, typeIndex: this.typeIndexes[own] ?? -1, bodyStart: this.startOf(own), bodyEnd: this.endOf(own) };
  }

  /** By function index; undefined for imports and beyond the last. */
  withIndex(index: number): WasmFunction | undefined {
    return index < this.firstIndex ? undefined : this.at(index - this.firstIndex);
  }

  startOf(position: number): ModuleOffset {
    return moduleOffset(this.starts[position]!);
  }

  endOf(position: number): ModuleOffset {
    return moduleOffset(this.ends[position]!);
  }

  /** Whether the body of the function at a position is exactly `[start, end)`. */
  isBody(position: number, start: number, end: number): boolean {
    if (position >= this.count) this.readTo(position);
    return position < this.count && this.starts[position] === start && this.ends[position] === end;
  }

  /** The function whose body holds `offset`. */
  holding(offset: number): WasmFunction | undefined {
    const position = this.firstEndingAfter(offset);
    return position < this.count && this.starts[position]! <= offset ? this.at(position) : undefined;
  }

  /** Position of the function whose body ends exactly at `end`, else -1. */
  endingAt(end: number): number {
    const position = this.firstEndingAfter(end - 1);
    return position < this.count && this.ends[position] === end ? position : -1;
  }

  /** Position of the first function that ends after `offset`; `length` without any. */
  firstEndingAfter(offset: number): number {
    while (this.rest && !(this.count > 0 && this.ends[this.count - 1]! > offset)) this.readMore(this.rest);
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.ends[middle]! <= offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Position of the first function that begins at `offset` or after; `length` without any. */
  firstStartingFrom(offset: number): number {
    const position = this.firstEndingAfter(offset - 1);
    return position < this.count && this.starts[position]! < offset ? position + 1 : position;
  }

  *[Symbol.iterator](): Generator<WasmFunction> {
    for (let position = 0; position < this.length; position++) yield this.at(position)!;
  }

  private readTo(position: number): void {
    while (this.rest && this.count <= position) this.readMore(this.rest);
  }

  /** Keeps what stands before damage. */
  private readMore(at: ByteCursor): void {
    this.rest = null;
    const isSound = attempt(this.problems, () => {
      this.readBodies(at, Math.min(this.declared, this.count + BODIES_AT_ONCE));
      if (this.count === this.declared) at.expectDone();
      return true;
    });
    if (isSound && this.count < this.declared) this.rest = at;
  }

  /** Without a call for most bodies: this runs before V8 has compiled anything. */
  private readBodies(at: ByteCursor, count: number): void {
    const { starts, ends } = this;
    const { bytes, end } = at;
    while (this.count < count) {
      const low = bytes[at.offset]!;
      const high = bytes[at.offset + 1]!;
      const start = low < 0x80 ? at.offset + 1 : at.offset + 2;
      const next = low < 0x80 ? start + low : start + (low & 0x7f) + (high << 7);
      if (next <= end && (low < 0x80 || high < 0x80)) {
        starts[this.count] = start;
        at.offset = next;
      } else {
        const size = at.uleb32();
        starts[this.count] = at.advance(size);
      }
      ends[this.count++] = at.offset;
    }
  }
}
