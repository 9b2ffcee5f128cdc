import assert from 'node:assert/strict';
import { InstanceState } from '../../../../src/agent/interleaving/instance-state';
import { exportStateGlobals } from '../../../../src/agent/state-globals';
import { readModule } from '../../../../src/wasm/read-module';
import { ModuleRewriter } from '../../../../src/wasm/rewrite/module-rewriter';
import { textToModule } from '../../../fixtures/text-to-module';

const MODULE = `(module (memory (export "memory") 1)
  (global $count (mut i32) (i32.const 7)) (global $ratio (export "ratio") (mut f64) (f64.const 0.5)) (global $sum (mut i64) (i64.const 3)) (global $fixed i32 (i32.const 1))
  (func (export "work") (param i32)
    (global.set $count (local.get 0)) (global.set $ratio (f64.const 0.25)) (global.set $sum (i64.const -1)) (i32.store (i32.const 64) (local.get 0))))`;

describe('the state of an instance', () => {
  it('is its mutable globals, exported or not, and its memory; it can be compared and put back', async () => {
    const module = readModule(await textToModule(MODULE));
    const rewriter = new ModuleRewriter(module);
    assert.equal(exportStateGlobals(rewriter, module), true);
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(rewriter.finish().bytes));
    const work = exports['work'] as (value: number) => void;
    const state = new InstanceState(module, exports, exports['memory'] as WebAssembly.Memory);
    assert.equal(state.globalBytes, 24);

    const before = state.snapshot();
    assert.equal(before.length, 24 + 65_536);
    work(9);
    const after = state.snapshot();
    const changes = state.changesSince(before)!;
    assert.deepEqual(changes.get(0), { before: 7, after: 9 });
    assert.deepEqual(changes.get(24 + 64), { before: 0, after: 9 });
    assert.equal(changes.size, 2 + 1 + 2, 'the high word of 0.5 and 0.25, both of a 64-bit integer');

    state.restore(before);
    assert.equal(state.changesSince(before)!.size, 0);
    assert.equal((exports['ratio'] as WebAssembly.Global).value, 0.5);
    state.apply(changes);
    assert.deepEqual(state.snapshot(), after);
  });

  it('is empty without either', async () => {
    const module = readModule(await textToModule('(module (func (export "f")))'));
    assert.deepEqual(new InstanceState(module, {}, undefined).snapshot(), new Uint8Array(0));
  });
});
