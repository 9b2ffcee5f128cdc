import assert from 'node:assert/strict';
import type { Droppable } from '../../../src/base/memory-budget';
import { MemoryBudget } from '../../../src/base/memory-budget';

class Owner implements Droppable {
  wasUsed = false;
  dropped = 0;

  drop(): void {
    this.dropped++;
  }
}

describe('a memory budget', () => {
  it('drops the oldest, and keeps what was used since', () => {
    const budget = new MemoryBudget(100);
    const owners = [new Owner(), new Owner(), new Owner(), new Owner()] as const;
    for (const owner of owners.slice(0, 3)) budget.keep(owner, 30);
    assert.equal(budget.keptBytes, 90);
    owners[0].wasUsed = true;
    budget.keep(owners[3], 30);
    assert.deepEqual(owners.map(({ dropped }) => dropped), [0, 1, 0, 0]);
    assert.equal(budget.keptBytes, 90);
    budget.keep(owners[1], 30);
    assert.deepEqual(owners.map(({ dropped }) => dropped), [0, 1, 1, 0], 'a second chance is one');
  });

  it('counts an owner once, and keeps the newest whatever its size', () => {
    const budget = new MemoryBudget(100);
    const [small, large] = [new Owner(), new Owner()];
    budget.keep(small, 10);
    budget.keep(small, 20);
    assert.equal(budget.keptBytes, 20);
    budget.keep(large, 500);
    assert.deepEqual([small.dropped, large.dropped, budget.keptBytes], [1, 0, 500]);
    budget.keep(small, 10);
    assert.deepEqual([small.dropped, large.dropped, budget.keptBytes], [1, 1, 10]);
  });
});
