import assert from 'node:assert/strict';
import { moduleOffset } from '../../../src/base/offsets';
import { functionText, instructionsAround } from '../../../src/symbols/disassembly';
import { openModuleBytes } from '../../../src/toolkit/open-module';
import { fixture } from '../../fixture-modules';

describe('symbols: disassembly', () => {
  it('gives as many instructions as asked for, over the borders of functions', async () => {
    const symbols = await openModuleBytes(fixture('shapes-o0-dwarf5.wasm'), { path: null });
    const [perimeter] = symbols.functionsNamed('perimeter');
    const around = instructionsAround(symbols, perimeter!.bodyPlace, -100, 1_000);
    assert.equal(around.length, 1_000);
    assert.equal(around[100]?.offset, perimeter!.bodyPlace);
    assert.equal(around[100]?.row?.line, symbols.framesAt(perimeter!.bodyPlace)[0]!.line);
    const perimeterStart = around.findIndex((each) => each?.symbol === 'perimeter');
    const nextStart = around.findIndex((each) => each?.symbol === 'measure_all');
    assert.ok(perimeterStart >= 0 && perimeterStart <= 100 && nextStart > 100, `${perimeterStart}, ${nextStart}`);
    const offsets = around.flatMap((each) => each?.offset ?? []);
    assert.deepEqual(offsets, [...offsets].sort((a, b) => a - b));
  });

  it('has nothing before the first function and after the last', async () => {
    const symbols = await openModuleBytes(fixture('shapes-o0-dwarf5.wasm'), { path: null });
    const first = symbols.module.functions.at(0)!;
    assert.deepEqual(instructionsAround(symbols, first.bodyStart, -5, 5), [null, null, null, null, null]);
    assert.deepEqual(instructionsAround(symbols, symbols.module.functions.at(-1)!.bodyStart, 100_000, 2), [null, null]);
    assert.deepEqual(instructionsAround(symbols, moduleOffset(0), 0, 2), [null, null]);
  });

  it('finds the line of an instruction in the text of its function', async () => {
    const symbols = await openModuleBytes(fixture('shapes-no-debug.wasm'), { path: null });
    const fn = [...symbols.module.functions].find(({ index }) => symbols.module.functionName(index) === 'fail')!;
    const [, second] = instructionsAround(symbols, fn.bodyStart, 0, 2);
    const { text, line } = functionText(symbols, second!.offset)!;
    assert.match(text.split('\n')[line - 1]!, new RegExp(`^0x0*${second!.offset.toString(16)} `));
    assert.equal(functionText(symbols, moduleOffset(0)), undefined);
  });
});
