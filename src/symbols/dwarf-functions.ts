import type { DecodeError } from '../base/decode-error';
import { attempt } from '../base/decode-error';
import { moduleOffset } from '../base/offsets';
import { At, Tag, UnitType } from '../dwarf/constants';
import type { Die } from '../dwarf/die';
import type { DwarfFile } from '../dwarf/dwarf-file';
import type { AddressRange } from '../dwarf/range-list';
import { rangesOf, visitRanges } from '../dwarf/range-list';
import type { Unit } from '../dwarf/unit';
import type { WasmFunction, WasmModule } from '../wasm/module';
import type { CodeBlock } from './code-blocks';
import { codeBlocks } from './code-blocks';
import { UnitClaims } from './unit-claims';
import { positionEndingAt, UnitFunctions } from './unit-functions';

/** So many subprograms tell whether the debug information fits the code. */
const SAMPLE = 256;
const CACHED_FUNCTIONS = 10_000;

/**
 * Which unit and subprogram describe a function. Linkers leave the descriptions of discarded copies in, with the
 * address of the kept one and now and then a wrong size: only what ends exactly at the end of a body is believed.
 */
export class DwarfFunctions {
  private readonly units: readonly Unit[];
  private readonly claims: UnitClaims;
  private readonly ofUnit = new Map<Unit, UnitFunctions>();
  private readonly blocks = new Map<number, CodeBlock | null>();

  constructor(
    private readonly module: WasmModule,
    file: DwarfFile,
    private readonly problems: DecodeError[],
    /** For a skeleton unit the unit that holds its content. */
    private readonly contentOf: (unit: Unit) => Unit,
  ) {
    this.units = file.units.filter(({ header }) => header.type !== UnitType.type);
    this.claims = new UnitClaims(module, this.units, (unit) => this.functionsIn(unit).positions, problems);
  }

  /** Units whose code takes in the function, in the order of the file. */
  unitsOf(fn: WasmFunction): Iterable<Unit> {
    return this.claims.of(this.positionOf(fn));
  }

  /** Whether a subprogram is to be believed to be that function. */
  describes(fn: WasmFunction): boolean {
    return this.entryOf(fn) !== undefined;
  }

  /** The subprogram of a function with its blocks; undefined where none is to be believed. */
  blocksOf(fn: WasmFunction): CodeBlock | undefined {
    const known = this.blocks.get(fn.index);
    if (known !== undefined) return known ?? undefined;
    const die = this.subprogramOf(fn);
    const blocks = die && attempt(this.problems, () => codeBlocks(die));
    if (this.blocks.size >= CACHED_FUNCTIONS) this.blocks.clear();
    this.blocks.set(fn.index, blocks ?? null);
    return blocks;
  }

  /** The unit that describes the function: that of its subprogram. */
  unitOf(fn: WasmFunction): Unit | undefined {
    return this.blocksOf(fn)?.die.unit;
  }

  /** True unless most of the subprograms claim code that is not there. undefined where there are none to judge by. */
  fitsCode(): boolean | undefined {
    return this.rangesFitCode() || this.subprogramsFitCode();
  }

  /** Units list their functions one by one, mostly: that tells without reading entries. */
  private rangesFitCode(): boolean {
    let trusted = 0;
    let all = 0;
    for (const unit of this.units) {
      attempt(this.problems, () => visitRanges(unit.root, (_, end) => {
        if (all++ < SAMPLE && positionEndingAt(this.module, end) >= 0) trusted++;
      }));
      if (all >= SAMPLE) break;
    }
    return trusted * 2 > Math.min(all, SAMPLE);
  }

  private subprogramsFitCode(): boolean | undefined {
    let trusted = 0;
    let distrusted = 0;
    for (const unit of this.units) {
      const functions = this.functionsIn(unit);
      trusted += functions.positions.length;
      distrusted += functions.distrusted;
      if (trusted + distrusted >= SAMPLE) break;
    }
    return trusted + distrusted === 0 ? undefined : trusted * 4 >= distrusted;
  }

  private subprogramOf(fn: WasmFunction): Die | undefined {
    const found = this.entryOf(fn);
    return found && this.contentOf(found.unit).die(found.entry);
  }

  /** The first unit that claims and describes the function, and the number of the subprogram in it. */
  private entryOf(fn: WasmFunction): { readonly unit: Unit; readonly entry: number } | undefined {
    const position = this.positionOf(fn);
    for (const unit of this.claims.of(position)) {
      const entry = this.functionsIn(unit).entryOf(position);
      if (entry !== undefined) return { unit, entry };
    }
    return undefined;
  }

  private functionsIn(unit: Unit): UnitFunctions {
    const known = this.ofUnit.get(unit);
    if (known) return known;
    const functions = new UnitFunctions(this.module, this.contentOf(unit), this.problems);
    this.ofUnit.set(unit, functions);
    return functions;
  }

  /** Copies that other functions hold of the functions that `isMeant`; each with the function that it is in. */
  *inlinedCopies(isMeant: (inlined: Die) => boolean): Generator<{ readonly fn: WasmFunction; readonly die: Die; readonly ranges: readonly AddressRange[] }> {
    for (const unit of this.units) {
      const { tree } = this.contentOf(unit);
      const judged = new Map<number, boolean>();
      for (let index = 0; index < tree.count; index++) {
        if (tree.tagOf(index) !== Tag.inlined_subroutine) continue;
        const copy = attempt(this.problems, () => this.copyAt(unit, index, judged, isMeant));
        if (copy) yield copy;
      }
    }
  }

  private copyAt(unit: Unit, index: number, judged: Map<number, boolean>, isMeant: (inlined: Die) => boolean): { fn: WasmFunction; die: Die; ranges: readonly AddressRange[] } | undefined {
    const { tree } = this.contentOf(unit);
    const die = this.contentOf(unit).die(index);
    const origin = die.reference(At.abstract_origin);
    if (!origin) return undefined;
    const known = judged.get(origin.offset) ?? isMeant(origin);
    judged.set(origin.offset, known);
    if (!known) return undefined;
    const ranges = rangesOf(die);
    const fn = ranges[0] && this.module.functionAt(moduleOffset(ranges[0].start + (this.module.codeStart ?? 0)));
    let subprogram = index;
    while (subprogram >= 0 && tree.tagOf(subprogram) !== Tag.subprogram) subprogram = tree.parentOf(subprogram);
    // Copies of this in code that was discarded are still described.
    return fn && this.functionsIn(unit).entryOf(this.positionOf(fn)) === subprogram ? { fn, die, ranges } : undefined;
  }

  private positionOf(fn: WasmFunction): number {
    return fn.index - this.module.importedFunctionCount;
  }
}
