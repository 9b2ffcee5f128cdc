import assert from 'node:assert/strict';
import { NodeRuntime } from '../../../src/agent/node-runtime';
import type { AgentOptions } from '../../../src/agent/wire';

describe('collecting garbage in Node', () => {
  it('takes what weak references led to in the same turn', () => {
    const runtime = new NodeRuntime(require, {} as AgentOptions, null);
    const held: object[] = [];
    const refs = Array.from({ length: 20 }, (_, index) => {
      const object = { index };
      if (index < 5) held.push(object);
      return new WeakRef(object);
    });
    assert.equal(refs.filter((ref) => ref.deref()).length, 20);
    runtime.collectGarbage();
    assert.deepEqual(refs.flatMap((ref) => ref.deref()?.index ?? []), [0, 1, 2, 3, 4]);
    assert.equal(held.length, 5);
    assert.equal((globalThis as { gc?: unknown }).gc, undefined);
  });
});
