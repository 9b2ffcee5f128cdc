import assert from 'node:assert/strict';
import { type Block, BlockIndex } from '../../../../src/agent/allocation/block-index';
import { unreachableBlocks } from '../../../../src/agent/allocation/unreachable-blocks';

describe('unreachableBlocks', () => {
  const memory = new ArrayBuffer(4_096);
  const words = new Uint32Array(memory);
  const unreachable = (blocks: Block[]): Block[] => unreachableBlocks(new BlockIndex(memory, blocks));
  const block = (address: number, sizeBytes = 16) => ({ address, sizeBytes });

  beforeEach(() => void words.fill(0));

  it('finds blocks that nothing points to', () => {
    words[10] = 1_024; // static data
    words[1_024 / 4] = 2_048; // inside the first block
    assert.deepEqual(unreachable([block(1_024), block(2_048), block(3_000)]), [block(3_000)]);
  });

  it('holds a block through a pointer into its middle, not by one past its end', () => {
    words[1] = 1_024 + 8;
    words[2] = 2_048 + 16;
    assert.deepEqual(unreachable([block(1_024), block(2_048)]), [block(2_048)]);
  });

  it('does not let lost blocks hold each other', () => {
    words[1_024 / 4] = 2_048;
    words[2_048 / 4] = 1_024;
    assert.equal(unreachable([block(1_024), block(2_048)]).length, 2);
  });

  it('takes no word between blocks for a pointer', () => {
    words[1_600 / 4] = 2_048;
    words[1] = 1_024;
    assert.deepEqual(unreachable([block(1_024), block(2_048)]), [block(2_048)]);
  });

  it('has nothing to say of no blocks, and blocks beyond the memory do no harm', () => {
    assert.deepEqual(unreachable([]), []);
    assert.equal(unreachable([block(4_000, 10_000), block(9_000)]).length, 2);
  });
});
