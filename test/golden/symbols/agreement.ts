import assert from 'node:assert/strict';
import { moduleOffset } from '../../../src/base/offsets';
import type { ModuleSymbols, SourceFrame } from '../../../src/symbols/module-symbols';
import { decodeBody } from '../../../src/wasm/function-body';
import type { WasmModule } from '../../../src/wasm/module';
import type { OracleFrame } from '../../llvm';
import { oracleFrames } from '../../llvm';

/** At most so many frames may differ from what llvm-symbolizer says. */
const TOLERATED_SHARE = 0.005;

/** Compares the frames of every instruction. */
export function assertAgreement(symbols: ModuleSymbols): void {
  const offsets = instructionOffsets(symbols.module);
  const theirs = oracleFrames(symbols.module, offsets, false);
  assert.equal(theirs.length, offsets.length);
  let compared = 0;
  const differing: string[] = [];
  for (const [index, offset] of offsets.entries()) {
    const expected = theirs[index]!.filter(({ file, function: fn }) => file !== '' || fn !== '');
    const ours = symbols.framesAt(moduleOffset(offset));
    if (expected.length === 0 || lostByOracle(ours, expected)) continue;
    compared++;
    if (!agrees(ours, expected)) differing.push(`0x${offset.toString(16)}: ${JSON.stringify(ours)} but ${JSON.stringify(expected)}`);
  }
  assert.ok(compared > 0 || !symbols.kinds.includes('dwarf'), 'nothing was compared');
  assert.ok(differing.length <= compared * TOLERATED_SHARE, `${differing.length} of ${compared} differ:\n${differing.slice(0, 5).join('\n')}`);
}

function instructionOffsets(module: WasmModule): number[] {
  return [...module.functions].flatMap((fn) => decodeBody(module, fn).instructions.map(({ offset }) => offset));
}

/** The symbol where there is one: how it is shown is tested apart. LLVM has no name where only lines are known. */
function agrees(ours: readonly SourceFrame[], theirs: readonly OracleFrame[]): boolean {
  return ours.length === theirs.length && ours.every((frame, depth) => {
    const other = theirs[depth]!;
    const sameName = other.function === '' || other.function === (frame.linkageName ?? frame.function);
    return sameName && (frame.file ?? '') === other.file && frame.line === other.line && frame.column === other.column;
  });
}

/** binaryen's overlapping ranges make LLVM lose the function that it stands in; ours has it, with the same line. */
function lostByOracle(ours: readonly SourceFrame[], theirs: readonly OracleFrame[]): boolean {
  return theirs.length === 1 && theirs[0]!.function === '' && ours[0]?.line === theirs[0]!.line && ours[0].file === theirs[0]!.file;
}
