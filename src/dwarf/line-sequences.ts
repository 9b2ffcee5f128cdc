/** Rows `[first, last)`, the row at `last` being the end marker at address `end`. Code of one stretch. */
export interface LineSequence {
  readonly first: number;
  readonly last: number;
  readonly start: number;
  readonly end: number;
}

/** The sequences of a table: nearly as many as there are functions, so they are kept as numbers. */
export class LineSequences implements Iterable<LineSequence> {
  readonly length: number;
  private readonly numbers: Uint32Array;

  /** Four numbers each: first, last, start, end. */
  constructor(numbers: ArrayLike<number>) {
    this.numbers = new Uint32Array(numbers);
    this.length = numbers.length >> 2;
  }

  at(position: number): LineSequence | undefined {
    if (position < 0 || position >= this.length) return undefined;
    const { numbers } = this;
    const at = position * 4;
    return { first: numbers[at]!, last: numbers[at + 1]!, start: numbers[at + 2]!, end: numbers[at + 3]! };
  }

  startOf(position: number): number {
    return this.numbers[position * 4 + 2]!;
  }

  *[Symbol.iterator](): Generator<LineSequence> {
    for (let position = 0; position < this.length; position++) yield this.at(position)!;
  }

  /** What it takes in memory. */
  get sizeBytes(): number {
    return this.numbers.byteLength;
  }

  /** By address; itself where it is in that order, as from most compilers. */
  sorted(): LineSequences {
    if (this.isSorted()) return this;
    const all = [...this].sort((left, right) => left.start - right.start || left.end - right.end);
    return new LineSequences(all.flatMap(({ first, last, start, end }) => [first, last, start, end]));
  }

  private isSorted(): boolean {
    const { numbers } = this;
    for (let at = 4; at < numbers.length; at += 4) {
      const [before, start] = [numbers[at - 2]!, numbers[at + 2]!];
      if (start < before || (start === before && numbers[at + 3]! < numbers[at - 1]!)) return false;
    }
    return true;
  }
}
