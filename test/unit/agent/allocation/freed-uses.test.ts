import assert from 'node:assert/strict';
import { InstanceAllocations } from '../../../../src/agent/allocation/instance-allocations';

const POINTER = (): boolean => true;

function allocator(): { allocations: InstanceAllocations; malloc: (address: number, sizeBytes?: number) => void; free: (address: number) => void } {
  const allocations = new InstanceAllocations(() => 7, () => 0);
  return {
    allocations,
    malloc: (address, sizeBytes = 32) => allocations.onOperation(0, 0, address, sizeBytes, 0),
    free: (address) => allocations.onOperation(1, address, 0, 0, 0),
  };
}

describe('blocks that are used after their release', () => {
  it('tells an argument, and a second release', () => {
    const { allocations: { freed }, malloc, free } = allocator();
    const check = freed.checkFor('total', POINTER);
    malloc(66_576);
    check([66_576]);
    free(66_576);
    check([66_576]);
    free(66_576);
    assert.deepEqual(freed.report().map(({ how, export: name, sizeBytes, count }) => [how, name, sizeBytes, count]), [['argument', 'total', 32, 1], ['double-free', null, 32, 1]]);
    assert.deepEqual(freed.report(), []);
  });

  it('is silent once the address has another block, at it or around it', () => {
    const { allocations: { freed }, malloc, free } = allocator();
    const check = freed.checkFor('total', POINTER);
    for (const address of [66_576, 66_640]) {
      malloc(address);
      free(address);
    }
    malloc(66_576);
    check([66_576]);
    malloc(66_608, 512);
    check([66_640]);
    assert.deepEqual(freed.report(), []);
  });

  it('takes no parameter for a pointer that was given a number before', () => {
    const { allocations: { freed }, malloc, free } = allocator();
    const check = freed.checkFor('resize', POINTER);
    malloc(66_576);
    free(66_576);
    check([60_000]);
    check([66_576]);
    assert.deepEqual(freed.report(), []);
  });

  it('is silent where allocations that are not seen may have come between', () => {
    const { allocations: { freed }, malloc, free } = allocator();
    malloc(66_576);
    free(66_576);
    freed.forgetAll();
    free(66_576);
    assert.deepEqual(freed.report(), []);
  });
});
