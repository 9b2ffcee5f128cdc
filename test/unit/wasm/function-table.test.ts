import assert from 'node:assert/strict';
import { ByteCursor } from '../../../src/base/byte-cursor';
import type { DecodeError } from '../../../src/base/decode-error';
import { FunctionTable } from '../../../src/wasm/function-table';

/** Two imports before; bodies `[10, 20)`, `[21, 30)`, `[35, 39)`: sizes may be padded. The last has no declared type. */
const BODIES = [...new Array<number>(9).fill(0xff), 10, ...new Array<number>(10).fill(0), 9, ...new Array<number>(9).fill(0), 0x84, 0x80, 0x80, 0x80, 0, 0, 0, 0, 0];

function table(bytes: readonly number[] = BODIES, declared = 3): { functions: FunctionTable; problems: DecodeError[] } {
  const problems: DecodeError[] = [];
  return { functions: new FunctionTable(2, [7, 8], new ByteCursor('code', Uint8Array.from(bytes), 9), declared, problems), problems };
}

describe('the functions of a module', () => {
  it('are given by position, from either end, and by index', () => {
    const { functions } = table();
    assert.deepEqual([...functions], [
      { index: 2, typeIndex: 7, bodyStart: 10, bodyEnd: 20 },
      { index: 3, typeIndex: 8, bodyStart: 21, bodyEnd: 30 },
      { index: 4, typeIndex: -1, bodyStart: 35, bodyEnd: 39 },
    ]);
    assert.equal(functions.length, 3);
    assert.deepEqual([0, 2, 3, -1, -3, -4, NaN].map((position) => functions.at(position)?.index), [2, 4, undefined, 4, 2, undefined, undefined]);
    assert.deepEqual([1, 2, 4, 5, -1].map((index) => functions.withIndex(index)?.bodyStart), [undefined, 10, 35, undefined, undefined]);
  });

  it('are told by their exact bodies', () => {
    assert.deepEqual([[0, 10, 20], [0, 10, 21], [0, 11, 20], [1, 10, 20], [3, 0, 0]].map(([position, start, end]) => table().functions.isBody(position!, start!, end!)), [true, false, false, false, false]);
  });

  it('are found by what their bodies hold', () => {
    const { functions } = table();
    assert.deepEqual([9, 10, 19, 20, 21, 34, 35, 38, 39].map((offset) => functions.holding(offset)?.index), [undefined, 2, 2, undefined, 3, undefined, 4, 4, undefined]);
    assert.deepEqual([0, 19, 20, 39].map((offset) => functions.firstEndingAfter(offset)), [0, 0, 1, 3]);
    assert.deepEqual([0, 10, 11, 21, 35, 36].map((offset) => functions.firstStartingFrom(offset)), [0, 0, 1, 1, 2, 3]);
    assert.deepEqual([19, 20, 30, 39, 40].map((end) => functions.endingAt(end)), [-1, 0, 1, 2, -1]);
  });

  it('are read as far as they are asked for, damage and all', () => {
    const MANY = 10_000;
    const { functions, problems } = table([...BODIES.slice(0, 9), ...new Array<readonly number[]>(MANY).fill([2, 0, 0x0b]).flat(), 0x90, 1], MANY + 1);
    assert.equal(functions.holding(10 + 3 * 5)?.index, 7);
    assert.deepEqual(problems, []);
    assert.equal(functions.length, MANY);
    assert.equal(functions.at(-1)?.bodyEnd, 9 + 3 * MANY);
    assert.equal(functions.length, MANY);
    assert.deepEqual(problems.map(({ reason }) => reason), ['unexpected end: 144 bytes wanted, 0 left']);
  });

  it('say what is left after the last of them', () => {
    const { functions, problems } = table([...BODIES, 0], 3);
    assert.equal(functions.length, 3);
    assert.deepEqual(problems.map(({ reason }) => reason), ['1 bytes after the last entry']);
  });
});
