import type { DecodeError } from '../base/decode-error';
import { attempt } from '../base/decode-error';
import { LIMITS } from '../base/limits';
import { visitRanges } from '../dwarf/range-list';
import type { Unit } from '../dwarf/unit';
import type { WasmModule } from '../wasm/module';

/**
 * Which units take a function for their own: those whose ranges touch it, or that list it where they have no ranges.
 * Functions go by their position in the module. Units are read in the order of the file, no more than are asked for.
 */
export class UnitClaims {
  /** By position, one more than the first unit that claims the function, 0 for none yet; and the rare others. */
  private readonly first: Uint32Array;
  private readonly others = new Map<number, number[]>();
  private read = 0;
  private total = 0;
  /** After the last function that a range touched: linkers put functions one after the other, as their units. */
  private next = 0;

  constructor(
    private readonly module: WasmModule,
    private readonly units: readonly Unit[],
    /** Positions of the functions that the subprograms of a unit describe. */
    private readonly functionsIn: (unit: Unit) => Iterable<number>,
    private readonly problems: DecodeError[],
  ) {
    this.first = new Uint32Array(module.functions.capacity);
  }

  *of(position: number): Generator<Unit> {
    while (this.first[position] === 0 && this.readNext());
    if (this.first[position]! > 0) yield this.units[this.first[position]! - 1]!;
    for (let given = 0; ; given++) {
      while (this.others.get(position)?.[given] === undefined) if (!this.readNext()) return;
      yield this.units[this.others.get(position)![given]!]!;
    }
  }

  /** False when all units are read. */
  private readNext(): boolean {
    const unit = this.units[this.read];
    if (!unit) return false;
    const number = this.read++;
    let hasRanges = false;
    let { next } = this;
    const { functions, codeStart } = this.module;
    const origin = codeStart ?? 0;
    attempt(this.problems, () => visitRanges(unit.root, (start, end) => {
      hasRanges = true;
      // A range a function, one after the other: so nearly all compilers and linkers leave them.
      if (functions.isBody(next, start + origin, end + origin)) return this.claim(number, next, ++next);
      const from = functions.firstEndingAfter(start + origin);
      next = functions.firstStartingFrom(end + origin);
      this.claim(number, from, next);
    }));
    this.next = next;
    if (!hasRanges) for (const position of this.functionsIn(unit)) this.claim(number, position, position + 1);
    return true;
  }

  /** Of the functions `[from, to)`. */
  private claim(unit: number, from: number, to: number): void {
    this.total += to - from;
    if (this.total > LIMITS.dwarf.claimedFunctions) return;
    for (let position = from; position < to; position++) {
      if (this.first[position] === 0) this.first[position] = unit + 1;
      else if (this.first[position] !== unit + 1) this.addOther(unit, position);
    }
  }

  private addOther(unit: number, position: number): void {
    const others = this.others.get(position);
    if (!others) this.others.set(position, [unit]);
    else if (others.at(-1) !== unit) others.push(unit);
  }
}
