import assert from 'node:assert/strict';
import { FunctionTable } from '../../../src/wasm/function-table';

/** Two imports before; bodies `[10, 20)`, `[21, 30)`, `[40, 44)`; the last has no declared type. */
function table(): FunctionTable {
  const functions = new FunctionTable(2, [7, 8], 8);
  for (const [start, end] of [[10, 20], [21, 30], [40, 44]] as const) functions.add(start, end);
  return functions;
}

describe('the functions of a module', () => {
  it('are given by position, from either end, and by index', () => {
    const functions = table();
    assert.deepEqual([...functions], [
      { index: 2, typeIndex: 7, bodyStart: 10, bodyEnd: 20 },
      { index: 3, typeIndex: 8, bodyStart: 21, bodyEnd: 30 },
      { index: 4, typeIndex: -1, bodyStart: 40, bodyEnd: 44 },
    ]);
    assert.equal(functions.length, 3);
    assert.deepEqual([0, 2, 3, -1, -3, -4, NaN].map((position) => functions.at(position)?.index), [2, 4, undefined, 4, 2, undefined, undefined]);
    assert.deepEqual([1, 2, 4, 5, -1].map((index) => functions.withIndex(index)?.bodyStart), [undefined, 10, 40, undefined, undefined]);
  });

  it('are told by their exact bodies', () => {
    assert.deepEqual([[0, 10, 20], [0, 10, 21], [0, 11, 20], [1, 10, 20], [3, 0, 0]].map(([position, start, end]) => table().isBody(position!, start!, end!)), [true, false, false, false, false]);
  });

  it('are found by what their bodies hold', () => {
    const functions = table();
    assert.deepEqual([9, 10, 19, 20, 21, 35, 43, 44].map((offset) => functions.holding(offset)?.index), [undefined, 2, 2, undefined, 3, undefined, 4, undefined]);
    assert.deepEqual([0, 19, 20, 44].map((offset) => functions.firstEndingAfter(offset)), [0, 0, 1, 3]);
  });
});
