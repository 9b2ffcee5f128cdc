import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { allocatorState } from '../../../../src/agent/interleaving/allocator-state';
import { readModule } from '../../../../src/wasm/read-module';
import { textToModule } from '../../../fixtures/text-to-module';
import { root } from '../../../tools';

describe('where an allocator keeps its books', () => {
  it("wasi-libc's: some words of static data, and the heap", () => {
    const state = allocatorState(readModule(readFileSync(join(root, 'test/e2e/memory/programs/heap.wasm'))));
    assert.ok(typeof state === 'object');
    const bytes = state.ranges.reduce((sum, [start, end]) => sum + end - start, 0);
    assert.ok(bytes >= 64 && bytes < 4_096, `${bytes} bytes`);
    assert.ok(state.ranges.every(([start, end]) => start < end && end <= state.heapStart));
  });

  const step = '(memory 1) (func (export "step") (param i32) (i32.store (i32.const 8) (local.get 0)))';
  const grow = '(func (export "reserve") (result i32) (memory.grow (i32.const 1)))';
  const cases: [string, string, boolean, string][] = [
    ['a module that can not ask for memory', step, false, 'none'],
    ['one that can, without names', step + grow, false, 'unknown'],
    ['one with names, none of them an allocator', '(func $kept)' + step + grow, true, 'none'],
    ['an allocator that fails', '(memory 1) (func (export "malloc") (param i32) (result i32) unreachable) (func (export "free") (param i32))', false, 'unknown'],
  ];
  for (const [what, text, debugNames, expected] of cases) {
    it(`${what}: ${expected}`, async () => assert.equal(allocatorState(readModule(await textToModule(`(module ${text})`, { debugNames }))), expected));
  }
});
