import assert from 'node:assert/strict';
import fc from 'fast-check';
import { LiveBlocks } from '../../../../src/agent/allocation/live-blocks';

describe('LiveBlocks', () => {
  it('agrees with a Map after any sequence of additions and removals', () => {
    const operation = fc.record({ add: fc.boolean(), address: fc.integer({ min: 1, max: 3_000 }).map((n) => n * 8), size: fc.nat(1_000) });
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 400 }), (operations) => {
        const blocks = new LiveBlocks(10_000);
        const model = new Map<number, number>();
        for (const { add, address, size } of operations) {
          if (add) {
            blocks.add(address, size, 1, 2);
            model.set(address, size);
          } else {
            const slot = blocks.find(address);
            assert.equal(slot >= 0, model.has(address));
            if (slot >= 0) blocks.removeAt(slot);
            model.delete(address);
          }
        }
        const seen = new Map<number, number>();
        blocks.forEach((address, size) => seen.set(address, size));
        assert.deepEqual([...seen].sort(), [...model].sort());
        assert.equal(blocks.count, model.size);
      }),
    );
  });

  it('keeps all blocks when it grows, and addresses above 2 GB', () => {
    const blocks = new LiveBlocks(100_000);
    for (let n = 0; n < 20_000; n++) blocks.add(0x9000_0000 + n * 16, n, 0, 0);
    assert.equal(blocks.count, 20_000);
    assert.equal(blocks.sizeAt(blocks.find(0x9000_0000 + 16 * 777)), 777);
    blocks.forEach((address) => assert.ok(address >= 0x9000_0000));
  });

  it('refuses more than its limit', () => {
    const blocks = new LiveBlocks(10);
    let refused = 0;
    for (let n = 1; n <= 5_000; n++) if (!blocks.add(n * 8, 1, 0, 0)) refused++;
    assert.ok(refused > 0);
    assert.equal(blocks.count, 5_000 - refused);
  });
});
