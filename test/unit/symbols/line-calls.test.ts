import assert from 'node:assert/strict';
import { moduleOffset } from '../../../src/base/offsets';
import { calleesIn } from '../../../src/symbols/line-calls';

/** local.get 16 · call 3 · i32.const 16 · return_call 200 · call_indirect · call 3 · end (Wasm core 5.4) */
const CODE = [0x20, 0x10, 0x10, 0x03, 0x41, 0x10, 0x12, 0xc8, 0x01, 0x11, 0x00, 0x00, 0x10, 0x03, 0x0b];

function callees(code: readonly number[], ...ranges: readonly (readonly [start: number, end: number])[]): number[] {
  return [...calleesIn({ bytes: Uint8Array.from(code) }, ranges.map(([start, end]) => ({ start: moduleOffset(start), end: moduleOffset(end) })))];
}

describe('functions that ranges of code call', () => {
  it('are those of direct calls, each once; operands are no calls', () => {
    assert.deepEqual(callees(CODE, [0, CODE.length]), [3, 200]);
  });

  it('are none outside of the ranges', () => {
    assert.deepEqual(callees(CODE, [0, 2], [4, 6], [9, 12]), []);
    assert.deepEqual(callees(CODE, [0, 2], [6, 9]), [200]);
  });

  it('are those before damage, in every range', () => {
    assert.deepEqual(callees([0x10, 0x05, 0xff, 0x10, 0x06, 0x10, 0x07], [0, 5], [5, 7]), [5, 7]);
    assert.deepEqual(callees([0x10, 0x80], [0, 2]), []);
  });
});
