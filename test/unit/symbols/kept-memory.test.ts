import assert from 'node:assert/strict';
import { moduleOffset } from '../../../src/base/offsets';
import type { ModuleSymbols } from '../../../src/symbols/module-symbols';
import { openSymbols } from '../../../src/symbols/open-symbols';
import { readModule } from '../../../src/wasm/read-module';
import { fixture } from '../../fixture-modules';

/** With several units, inlined functions and types that others share. */
const MODULES = ['shapes-cpp-o2-dwarf4.wasm', 'shapes-cpp-o0-dwarf5.wasm', 'records-debug.wasm', 'heap-wasi-libc.wasm'];
const STEP = 97;
const MOST_OFFSETS = 400;

/** What is asked jumps from unit to unit, so that with no memory at all nothing is ever there any more. */
function offsetsOf({ module }: ModuleSymbols): number[] {
  const offsets = [...module.functions].flatMap(({ bodyStart, bodyEnd }) => Array.from({ length: Math.ceil((bodyEnd - bodyStart) / STEP) }, (_, index) => bodyStart + index * STEP));
  const stride = Math.ceil(offsets.length / MOST_OFFSETS);
  return offsets.map((_, index) => offsets[(index * 31) % offsets.length]!).filter((_, index) => index % stride === 0);
}

function answers(symbols: ModuleSymbols): unknown[] {
  const { functions, lineRows } = symbols.statistics();
  const files = symbols.files();
  return [
    functions, lineRows, files,
    ...offsetsOf(symbols).map(moduleOffset).map((offset) => [
      symbols.framesAt(offset), symbols.rowsAt(offset), symbols.stepRanges(offset), symbols.functionAt(offset),
      symbols.variablesAt(offset).map((frame) => frame.map(({ name, type }) => [name, type.name])),
    ]),
    ...files.map((file) => symbols.locate(file, 1)),
    symbols.problems.map(({ message }) => message),
  ];
}

describe('what is read and dropped again', () => {
  for (const name of MODULES) {
    it(`answers the same when it is read anew: ${name}`, async () => {
      const module = readModule(fixture(name));
      assert.deepEqual(answers(await openSymbols(module, undefined, 0)), answers(await openSymbols(module)));
    });
  }
});
