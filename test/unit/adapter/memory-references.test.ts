import assert from 'node:assert/strict';
import { memoryPlace, memoryReference } from '../../../src/adapter/memory-references';
import { memoryAddress } from '../../../src/base/offsets';

describe('references to memory', () => {
  it('are read back as they were given', () => {
    for (const place of [
      { address: memoryAddress(0x1f40), memory: 0, module: null },
      { address: memoryAddress(0), memory: 2, module: null },
      { address: memoryAddress(16), memory: 0, module: 'wasm://wasm/8a7c12' },
      { address: memoryAddress(16), memory: 1, module: 'file:///a%20b/c.wasm' },
    ]) assert.deepEqual(memoryPlace(memoryReference(place), 0), place);
  });

  it('move by an offset, not before the beginning', () => {
    assert.equal(memoryPlace('0x10', 5).address, 21);
    assert.equal(memoryPlace('0x10', -50).address, 0);
    assert.equal(memoryPlace('16', 0).address, 16);
  });

  it('name what is none', () => {
    for (const reference of ['', 'nowhere', '0x10 of memory', '1e5', '0x10 in', '0x99999999999999999']) assert.throws(() => memoryPlace(reference, 0), /is no address/);
  });
});
