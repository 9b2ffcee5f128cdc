import assert from 'node:assert/strict';
import { equalRanges } from '../../../src/agent/equal-ranges';

/** As in a page, where there is no Buffer. */
function withoutBuffer<Result>(work: () => Result): Result {
  const descriptor = Object.getOwnPropertyDescriptor(globalThis, 'Buffer')!;
  Reflect.deleteProperty(globalThis, 'Buffer');
  try {
    return work();
  } finally {
    Object.defineProperty(globalThis, 'Buffer', descriptor);
  }
}

describe('equal ranges', () => {
  for (const [where, call] of [['in Node', <R>(work: () => R): R => work()], ['in a page', withoutBuffer]] as const) {
    for (const offset of [0, 1]) {
      it(`finds a single byte that differs, ${where}, at an offset of ${offset}`, () => {
        const one = new Uint8Array(new ArrayBuffer(40), offset, 37).map((_, index) => index);
        for (let differs = 0; differs < one.length; differs++) {
          const other = new Uint8Array(new ArrayBuffer(40), offset, 37);
          other.set(one);
          other[differs]!++;
          const isEqual = call(() => equalRanges(one, other));
          for (const [start, end] of [[0, 37], [4, 8], [8, 35], [3, 21]] as const) {
            assert.equal(isEqual(start, end), differs < start || differs >= end, `${differs} in ${start} to ${end}`);
          }
        }
      });
    }
  }
});
