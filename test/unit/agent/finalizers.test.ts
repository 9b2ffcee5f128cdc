import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { Finalizers } from '../../../src/agent/finalizers';
import { NodeRuntime } from '../../../src/agent/node-runtime';
import { Patches } from '../../../src/agent/patches';
import type { AgentOptions } from '../../../src/agent/wire';

describe('finalizers of the program', () => {
  const original = FinalizationRegistry;
  const patches = new Patches();
  const fail = (error: unknown): never => {
    throw error;
  };
  afterEach(() => patches.undoAll(fail));

  it('are known while they run, and registries stay what they are', async () => {
    const finalizers = new Finalizers(patches);
    const seen: boolean[] = [];
    const registry = new FinalizationRegistry(() => void seen.push(finalizers.isRunning));
    assert.ok(registry instanceof original);
    assert.equal(registry.constructor, FinalizationRegistry);
    (() => registry.register({}, 0))();
    const runtime = new NodeRuntime(require, {} as AgentOptions, null);
    while (seen.length === 0) {
      await turn();
      runtime.collectGarbage();
    }
    assert.deepEqual(seen, [true]);
    assert.equal(finalizers.isRunning, false);
    assert.throws(() => new FinalizationRegistry(undefined as never), TypeError);
    patches.undoAll(fail);
    assert.equal(FinalizationRegistry, original);
  });
});
