import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openSymbols } from '../../../src/symbols/open-symbols';
import type { SourceFrame } from '../../../src/symbols/module-symbols';
import { decodeBody } from '../../../src/wasm/function-body';
import type { WasmModule } from '../../../src/wasm/module';
import { readModule } from '../../../src/wasm/read-module';
import { fixture, fixtureNames } from '../../fixture-modules';
import type { OracleFrame } from '../../llvm';
import { oracleFrames, SYMBOLIZER } from '../../llvm';
import { requireTool, root } from '../../tools';

/** LLVM's Wasm reader gives up on segments of newer proposals, and believes debug information that does not match the code. */
const NOT_FOR_LLVM = new Set(['features.wasm', 'shapes-stale.wasm']);

function corpus(): { name: string; bytes: Uint8Array }[] {
  const fixtures = fixtureNames().filter((name) => !NOT_FOR_LLVM.has(name)).map((name) => ({ name, bytes: fixture(name) }));
  const examples = readdirSync(join(root, 'examples'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.wasm'));
  return [...fixtures, ...examples.map((name) => ({ name, bytes: new Uint8Array(readFileSync(join(root, 'examples', name))) }))];
}

function instructionOffsets(module: WasmModule): number[] {
  return module.functions.flatMap((fn) => decodeBody(module, fn).instructions.map(({ offset }) => offset));
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

describe('frames as llvm-symbolizer gives them', () => {
  for (const { name, bytes } of corpus()) {
    it(name, async function () {
      requireTool(this, SYMBOLIZER);
      const symbols = await openSymbols(readModule(bytes));
      const offsets = instructionOffsets(symbols.module);
      const theirs = oracleFrames(symbols.module, offsets, false);
      assert.equal(theirs.length, offsets.length);
      let compared = 0;
      const differing: string[] = [];
      for (const [index, offset] of offsets.entries()) {
        const expected = theirs[index]!.filter(({ file, function: fn }) => file !== '' || fn !== '');
        const ours = symbols.framesAt(offset as never);
        if (expected.length === 0 || lostByOracle(ours, expected)) continue;
        compared++;
        if (!agrees(ours, expected)) differing.push(`0x${offset.toString(16)}: ${JSON.stringify(ours)} but ${JSON.stringify(expected)}`);
      }
      assert.ok(compared > 0 || !symbols.kinds.includes('dwarf'), 'nothing was compared');
      assert.ok(differing.length <= compared * 0.005, `${differing.length} of ${compared} differ:\n${differing.slice(0, 5).join('\n')}`);
    });
  }
});
