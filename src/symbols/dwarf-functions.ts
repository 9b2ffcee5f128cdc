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

const MAX_CLAIMS = 16_000_000;
/** So many subprograms tell whether the debug information fits the code. */
const SAMPLE = 256;
const CACHED_FUNCTIONS = 10_000;

/** The subprograms of one unit that end exactly at a body end, by function, and how many claim otherwise. */
interface UnitFunctions {
  readonly byFunction: ReadonlyMap<number, number>;
  readonly distrusted: number;
}

/**
 * Which unit and subprogram describe a function. Linkers leave the descriptions of discarded copies in, with the
 * address of the kept one and now and then a wrong size: only what ends exactly at the end of a body is believed.
 */
export class DwarfFunctions {
  private readonly units: readonly Unit[];
  /** Made when first asked for. */
  private claimed: ClaimedFunctions | undefined;
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
  }

  /** Units whose code takes in the function, in the order of the file. */
  *unitsOf(fn: WasmFunction): Generator<Unit> {
    const position = fn.index - this.module.importedFunctionCount;
    const { first, others } = (this.claimed ??= groupClaims(this.readClaims(), this.module.functions.length));
    if (first[position]! > 0) yield this.units[first[position]! - 1]!;
    for (const unit of others.get(position) ?? []) yield this.units[unit]!;
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
        if (all++ < SAMPLE && this.functionEndingAt(end)) trusted++;
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
      trusted += functions.byFunction.size;
      distrusted += functions.distrusted;
      if (trusted + distrusted >= SAMPLE) break;
    }
    return trusted + distrusted === 0 ? undefined : trusted * 4 >= distrusted;
  }

  private subprogramOf(fn: WasmFunction): Die | undefined {
    for (const unit of this.unitsOf(fn)) {
      const index = this.functionsIn(unit).byFunction.get(fn.index);
      if (index !== undefined) return this.contentOf(unit).die(index);
    }
    return undefined;
  }

  private functionsIn(unit: Unit): UnitFunctions {
    const known = this.ofUnit.get(unit);
    if (known) return known;
    const content = this.contentOf(unit);
    const byFunction = new Map<number, number>();
    let distrusted = 0;
    for (const index of content.tree.subprograms) {
      attempt(this.problems, () => visitRanges(content.die(index), (_, end) => {
        const fn = this.functionEndingAt(end);
        if (!fn) distrusted++;
        else if (!byFunction.has(fn.index)) byFunction.set(fn.index, index);
      }));
    }
    const functions = { byFunction, distrusted };
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
    return fn && this.functionsIn(unit).byFunction.get(fn.index) === subprogram ? { fn, die, ranges } : undefined;
  }

  functionEndingAt(address: number): WasmFunction | undefined {
    const end = address + (this.module.codeStart ?? 0);
    const fn = this.module.functionAt(moduleOffset(end - 1));
    return fn?.bodyEnd === end ? fn : undefined;
  }

  /** A unit claims the functions that its ranges touch; one without ranges those that its subprograms name. */
  private readClaims(): Claim[] {
    const claims: Claim[] = [];
    const origin = this.module.codeStart ?? 0;
    let total = 0;
    let before: Claim | undefined;
    const claim = (unit: number, first: number, last: number): void => {
      total += last - first;
      if (first >= last || total > MAX_CLAIMS) return;
      if (before?.unit === unit && before.last === first) before.last = last;
      else claims.push((before = { unit, first, last }));
    };
    let next = 0;
    for (const [number, unit] of this.units.entries()) {
      let hasRanges = false;
      attempt(this.problems, () => visitRanges(unit.root, (start, end) => {
        hasRanges = true;
        const first = this.positionAt(start + origin, next);
        next = this.positionAfter(end + origin, first);
        claim(number, first, next);
      }));
      if (hasRanges) continue;
      for (const index of this.functionsIn(unit).byFunction.keys()) {
        const position = index - this.module.importedFunctionCount;
        claim(number, position, position + 1);
      }
    }
    return claims;
  }

  /** Of the first function that ends after an offset. `guess` is right where ranges follow each other as functions do. */
  private positionAt(offset: number, guess: number): number {
    const { functions } = this.module;
    if (guess < functions.length && functions.startOf(guess) <= offset && offset < functions.endOf(guess)) return guess;
    return functions.firstEndingAfter(offset);
  }

  /** After the last function, from `first` on, that begins before an end. Nearly always a range is one function. */
  private positionAfter(end: number, first: number): number {
    const { functions } = this.module;
    const last = this.positionAt(end - 1, first);
    return last < functions.length && functions.startOf(last) < end ? last + 1 : last;
  }
}

/** By a function's position: one more than the first unit that claims it, 0 for none; and the rare others. */
interface ClaimedFunctions {
  readonly first: Uint32Array;
  readonly others: ReadonlyMap<number, readonly number[]>;
}

/** Functions `[first, last)`, by position, that a unit takes for its own. */
interface Claim {
  readonly unit: number;
  readonly first: number;
  last: number;
}

function groupClaims(claims: readonly Claim[], functionCount: number): ClaimedFunctions {
  const first = new Uint32Array(functionCount);
  const others = new Map<number, number[]>();
  for (const { unit, first: start, last } of claims) {
    for (let fn = start; fn < last; fn++) {
      if (first[fn] === 0) first[fn] = unit + 1;
      else if (others.get(fn)?.push(unit) === undefined) others.set(fn, [unit]);
    }
  }
  return { first, others };
}
