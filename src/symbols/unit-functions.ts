import type { DecodeError } from '../base/decode-error';
import { attempt } from '../base/decode-error';
import { CodeRanges } from '../dwarf/code-ranges';
import type { Unit } from '../dwarf/unit';
import type { WasmModule } from '../wasm/module';

/**
 * The subprograms of one unit that end exactly at a body end, by the function's position in the module: two numbers each.
 * Of several that describe one function the first counts.
 */
export class UnitFunctions {
  /** Ascending. */
  readonly positions: Uint32Array;
  /** Subprograms that claim code that is not there. */
  readonly distrusted: number;
  private readonly entries: Uint32Array;

  constructor(module: WasmModule, unit: Unit, problems: DecodeError[]) {
    const found = new Map<number, number>();
    let distrusted = 0;
    const ranges = new CodeRanges(unit);
    for (const entry of unit.tree.subprograms) {
      attempt(problems, () => ranges.visit(entry, (_, end) => {
        const position = positionEndingAt(module, end);
        if (position < 0) distrusted++;
        else if (!found.has(position)) found.set(position, entry);
      }));
    }
    this.distrusted = distrusted;
    this.positions = Uint32Array.from(found.keys()).sort();
    this.entries = this.positions.map((position) => found.get(position)!);
  }

  /** Number of the entry in its unit's tree. */
  entryOf(position: number): number | undefined {
    let low = 0;
    let high = this.positions.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.positions[middle]! < position) low = middle + 1;
      else high = middle;
    }
    return this.positions[low] === position ? this.entries[low] : undefined;
  }
}

/** Position of the function that ends exactly at an address as DWARF counts it, or -1. */
export function positionEndingAt({ functions, codeStart }: WasmModule, address: number): number {
  return functions.endingAt(address + (codeStart ?? 0));
}
