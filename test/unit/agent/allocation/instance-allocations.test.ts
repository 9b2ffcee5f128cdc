import assert from 'node:assert/strict';
import { InstanceAllocations } from '../../../../src/agent/allocation/instance-allocations';

describe('InstanceAllocations', () => {
  /** `calls` of an export with argument 32, each of which allocates blocks of `sizes` and gives the last one but `offset`. */
  const handedOut = (calls: number, sizes: readonly number[], offset = 0): boolean => {
    const allocations = new InstanceAllocations(() => 1, () => 0, false);
    let address = 4_096;
    for (let call = 0; call < calls; call++) {
      for (const size of sizes) allocations.onOperation(0, 0, (address += 128), size, 65_536);
      allocations.handsOut(address + offset, [32]);
    }
    return allocations.report(null)[0]!.handedOut ?? false;
  };

  it('an export hands out a block that is as large as it was asked for, and its last', () => {
    assert.equal(handedOut(10, [32]), true);
    assert.equal(handedOut(10, [48]), false);
    assert.equal(handedOut(10, [32], 8), false);
    assert.equal(handedOut(10, [16, 32]), false);
  });
});
