import { moduleOffset } from '../../src/base/offsets';
import type { ModuleSymbols, SourceFrame } from '../../src/symbols/module-symbols';
import { instructionBoundaries } from '../../src/wasm/function-body';
import type { WasmModule } from '../../src/wasm/module';
import type { OracleFrame } from '../llvm';
import { oracleFrames } from '../llvm';
import type { Comparison, Difference, Reason } from './comparison';
import { sample } from './comparison';
import { entriesAt } from './entries-at';

/** Frames at instructions as llvm-symbolizer gives them: function, file, line, column, of every inlined call. `folder`: where split units lie. */
export function compareFrames(symbols: ModuleSymbols, places = Infinity, folder?: string): Comparison {
  const { module } = symbols;
  const offsets = sample(instructionsOf(module), places);
  const theirs = oracleFrames(module, offsets, false, folder);
  const differing: Difference[] = [];
  let compared = 0;
  for (const [index, offset] of offsets.entries()) {
    const expected = theirs[index]!.filter(({ file, function: fn }) => file !== '' || fn !== '');
    const ours = symbols.framesAt(moduleOffset(offset));
    // Neither has anything but, in the name section, a name.
    if (expected.length === 0 && ours.every(({ file }) => file === null)) continue;
    compared++;
    if (agree(ours, expected)) continue;
    differing.push({ place: `0x${offset.toString(16)}`, reason: reasonFor(module, offset, ours, expected), ours: chain(ours.map(asTheirs)), theirs: chain(expected) });
  }
  return { compared, differing };
}

export function instructionsOf(module: WasmModule): number[] {
  return [...module.functions].flatMap((fn) => [...instructionBoundaries(module, fn)]);
}

/** The symbol where there is one: how it is shown is tested apart. LLVM has no name where only lines are known. */
function agree(ours: readonly SourceFrame[], theirs: readonly OracleFrame[]): boolean {
  return ours.length === theirs.length && ours.map(asTheirs).every((frame, depth) => {
    const other = theirs[depth]!;
    return (other.function === '' || other.function === frame.function) && frame.file === other.file && frame.line === other.line && frame.column === other.column;
  });
}

function asTheirs({ linkageName, function: fn, file, line, column }: SourceFrame): OracleFrame {
  return { function: linkageName ?? fn, file: file ?? '', line, column };
}

function chain(frames: readonly OracleFrame[]): string {
  return frames.map(({ function: fn, file, line, column }) => `${fn} ${file}:${line}:${column}`).join(' < ') || 'nothing';
}

/** Reasons are proven with llvm-dwarfdump's listing. */
function reasonFor(module: WasmModule, offset: number, ours: readonly SourceFrame[], theirs: readonly OracleFrame[]): Reason | null {
  const { holders, functions, isDisorderly } = entriesAt(module, offset);
  const [outermost, other] = [ours.at(-1), theirs.at(-1)];
  if (!outermost || !other) return null;
  const names = ours.map((frame) => asTheirs(frame).function);
  const isOfBody = functions.size === 0 ? ours.length === 1 : functions.has(names.at(-1)!);
  if (isOfBody && !functions.has(other.function)) return 'description of other code';
  const samePlace = ours[0]!.line === theirs[0]!.line && (ours[0]!.file ?? '') === theirs[0]!.file;
  const isTheirsListed = theirs.every((frame) => holders.has(frame.function));
  return (isDisorderly || !isTheirsListed) && samePlace && names.every((name) => holders.has(name)) ? 'damaged ranges' : null;
}
