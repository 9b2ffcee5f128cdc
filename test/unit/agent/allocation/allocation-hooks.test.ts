import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HOOK_STATE, HOOK_TABLE, HookState, hookAllocations } from '../../../../src/agent/allocation/allocation-hooks';
import { allocatorFunctions, garbageCollector, tellsLeaks, type AllocatorFunction } from '../../../../src/agent/allocation/allocator-functions';
import { rewrittenOffset } from '../../../../src/base/offsets';
import { readModule } from '../../../../src/wasm/read-module';
import { textToModule } from '../../../fixtures/text-to-module';
import { root } from '../../../tools';

const HOOK = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0, 1, 9, 1, 96, 5, 127, 127, 127, 127, 127, 0, 2, 7, 1, 1, 104, 1, 102, 0, 0, 7, 5, 1, 1, 102, 0, 0);
type Operation = readonly [position: number, released: number, allocated: number, sizeBytes: number];

function hooked(path: string, imports: WebAssembly.Imports) {
  const module = readModule(readFileSync(join(root, path)));
  const functions = allocatorFunctions(module);
  const { bytes, offsetMap } = hookAllocations(module, functions);
  const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), imports);
  const operations: Operation[] = [];
  const hook = new WebAssembly.Instance(new WebAssembly.Module(HOOK), { h: { f: (position: number, released: number, allocated: number, size: number) => operations.push([position, released, allocated, size]) } });
  (instance.exports[HOOK_TABLE] as WebAssembly.Table).set(0, hook.exports['f']);
  const state = instance.exports[HOOK_STATE] as WebAssembly.Global;
  return { module, functions, offsetMap, state, operations, call: (name: string, ...args: number[]) => (instance.exports[name] as (...args: number[]) => number)(...args) };
}

describe('hookAllocations', () => {
  const heap = () => hooked('test/e2e/memory/programs/heap.wasm', { wasi_snapshot_preview1: {} });

  it('reports nothing until it is switched on, and works all the same', () => {
    const { call, operations } = heap();
    assert.ok(call('malloc', 100) > 0);
    assert.deepEqual(operations, []);
  });

  it('reports address and size, and the release', () => {
    const { call, operations, state, functions } = heap();
    state.value = HookState.ready;
    const address = call('malloc', 100);
    call('free', address);
    assert.deepEqual(operations.map(([, ...rest]) => rest), [[0, address, 100], [address, 0, 0]]);
    assert.deepEqual(operations.map(([position]) => functions[position]!.role.kind), ['allocate', 'release']);
  });

  it('counts what the program allocates inside, once for each outermost call', () => {
    const { call, operations, state } = heap();
    const frame = call('malloc', 64);
    state.value = HookState.ready;
    call('total', frame, 64);
    assert.equal(operations.length, 2);
    assert.equal(operations[0]![2], operations[1]![1]);
    assert.equal(state.value, HookState.ready);
  });

  it('leads offsets in moved bodies back to the original', () => {
    const { module, functions, offsetMap } = heap();
    const { bytes } = hookAllocations(module, functions);
    const rewritten = readModule(bytes);
    const moved = rewritten.functions.at(module.functions.length)!;
    const original = module.functions.withIndex(functions[0]!.index)!;
    assert.equal(offsetMap.toOriginal(rewrittenOffset(moved.bodyStart + 7)), original.bodyStart + 7);
    assert.deepEqual(Array.from(bytes.subarray(moved.bodyStart, moved.bodyEnd)), Array.from(module.bytes.subarray(original.bodyStart, original.bodyEnd)));
  });
});

describe('allocatorFunctions', () => {
  it('finds the allocators of C, Emscripten and Rust by what the toolchains call them', () => {
    const kinds = (path: string): string[] => allocatorFunctions(readModule(readFileSync(join(root, path)))).map(({ name, role }) => `${name}: ${role.kind}`);
    assert.deepEqual(kinds('examples/vector-http/kernel-broken.wasm'), ['dlmalloc: allocate', 'dlfree: release']);
    assert.ok(kinds('test/e2e/memory/programs/heap.wasm').includes('malloc: allocate'));
  });

  it('tells no leaks by exports that hand on to an allocator', () => {
    const named = (...names: string[]) => names.map((name, index): AllocatorFunction => ({ index, name, role: { kind: 'release', params: [1], pointer: 0 } }));
    assert.equal(tellsLeaks(named('__wbindgen_malloc', '__wbindgen_free')), false);
    assert.equal(tellsLeaks(named('__wbindgen_malloc', '__wbindgen_free', '__rust_dealloc')), true);
    assert.equal(tellsLeaks(named('malloc', 'free')), true);
  });

  it('goes on from an export to the function that the module itself calls', async () => {
    const text = `(module
      (func (param i32) (result i32) (local.get 0))
      (func (param i32) (result i32) (call 0 (local.get 0)))
      (func (export "malloc") (param i32) (result i32) (call 4) (call 1 (local.get 0)) (call 4))
      (func (export "free") (param i32))
      (func))`;
    assert.deepEqual(allocatorFunctions(readModule(await textToModule(text))).map(({ index, name }) => [index, name]), [[2, 'malloc'], [1, 'malloc'], [0, 'malloc'], [3, 'free']]);
  });

  it('leaves modules without one alone', () => {
    assert.deepEqual(allocatorFunctions(readModule(readFileSync(join(root, 'examples/llm-cache/model.wasm')))), []);
  });
});

describe('a heap with a garbage collector', () => {
  const cases: [string, string, string | null | undefined][] = [
    ['can be collected where its runtime is exported', '(func $~lib/rt/itcms/__collect (export "collect"))', 'collect'],
    ['can not be where it is not', '(func $~lib/rt/itcms/__collect) (func $~lib/rt/itcms/step)', null],
    ['is none of a module without one', '(func $~lib/rt/stub/__collect (export "__collect"))', undefined],
  ];
  for (const [what, text, expected] of cases) {
    it(what, async () => assert.equal(garbageCollector(readModule(await textToModule(`(module ${text})`, { debugNames: true }))), expected));
  }
});
