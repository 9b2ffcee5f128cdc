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

/**
 * The functions that a module defines, by `bodyStart`; three numbers each: large modules have hundreds of thousands.
 * What is handed out is made on the spot, so functions are told apart by their `index`, never by identity.
 */
export class FunctionTable implements Iterable<WasmFunction> {
  private count = 0;
  private readonly starts: Uint32Array;
  private readonly ends: Uint32Array;

  /** `firstIndex` is the function index of the first: imported functions come before. */
  constructor(
    private readonly firstIndex: number,
    private readonly typeIndexes: ArrayLike<number>,
    capacity: number,
  ) {
    this.starts = new Uint32Array(capacity);
    this.ends = new Uint32Array(capacity);
  }

  get length(): number {
    return this.count;
  }

  /** The next body; up to the capacity. */
  add(start: number, end: number): void {
    this.starts[this.count] = start;
    this.ends[this.count++] = end;
  }

  /** By position, as arrays have it: negative ones count from the end. */
  at(position: number): WasmFunction | undefined {
    const own = position < 0 ? position + this.length : position;
    if (!(own >= 0 && own < this.length)) return undefined;
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
    return position < this.count && this.starts[position] === start && this.ends[position] === end;
  }

  /** The function whose body holds `offset`. */
  holding(offset: number): WasmFunction | undefined {
    const position = this.firstEndingAfter(offset);
    return position < this.length && this.starts[position]! <= offset ? this.at(position) : undefined;
  }

  /** Position of the first function that ends after `offset`; `length` without any. */
  firstEndingAfter(offset: number): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.ends[middle]! <= offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  *[Symbol.iterator](): Generator<WasmFunction> {
    for (let position = 0; position < this.length; position++) yield this.at(position)!;
  }
}
