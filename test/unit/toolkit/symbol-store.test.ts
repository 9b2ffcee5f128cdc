import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../../../src/base/user-error';
import { SymbolStore } from '../../../src/toolkit/symbol-store';
import { root } from '../../tools';

const fixture = (name: string): string => join(root, 'test', 'fixtures', name);
const bytesOf = (name: string): Buffer => readFileSync(fixture(name));
const NOWHERE = { path: null };

describe('symbols kept by content', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'wasmscope-store-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it('are the same for equal bytes, also while they are being read', async () => {
    const store = new SymbolStore();
    const [one, two] = await Promise.all([1, 2].map(() => store.openBytes(bytesOf('hot.wasm'), NOWHERE)));
    assert.equal(one, two);
    assert.equal(await store.openBytes(bytesOf('hot.wasm'), NOWHERE), one);
    assert.notEqual(await store.openBytes(bytesOf('start.wasm'), NOWHERE), one);
    assert.notEqual(await store.openBytes(bytesOf('hot.wasm'), { path: null, debugDirs: [folder] }), one);
  });

  it('are the latest used, up to a bound; what is in use is found all the same', async () => {
    const [hot, start, heap] = ['hot.wasm', 'start.wasm', 'shapes-o2-dwarf5.wasm'].map(bytesOf) as [Buffer, Buffer, Buffer];
    const store = new SymbolStore(heap.length + 1);
    const inUse = await store.openBytes(hot, NOWHERE);
    await store.openBytes(start, NOWHERE);
    await store.openBytes(heap, NOWHERE);
    assert.equal(store.keptNow, heap.length);
    assert.equal(await store.openBytes(hot, NOWHERE), inUse);
    assert.equal(store.keptNow, hot.length, 'the latest is kept, the one before it is over the bound');
  });

  it('are read anew when a file that they depend on has come, changed or gone', async () => {
    const store = new SymbolStore();
    const place = { path: join(folder, 'tally-emscripten.wasm') };
    const map = join(folder, 'tally-emscripten.wasm.map');
    const open = () => store.openBytes(bytesOf('tally-emscripten.wasm'), place);
    const without = await open();
    assert.equal(await open(), without);
    copyFileSync(fixture('tally-emscripten.wasm.map'), map);
    const withMap = await open();
    assert.deepEqual([without.kinds.includes('source-map'), withMap.kinds.includes('source-map')], [false, true]);
    assert.equal(await open(), withMap);
    utimesSync(map, 1, 1);
    assert.notEqual(await open(), withMap);
    rmSync(map);
    assert.ok(!(await open()).kinds.includes('source-map'));
  });

  it('are nothing where the bytes are no module', async () => {
    const store = new SymbolStore();
    const text = Buffer.from('no module');
    await assert.rejects(store.openBytes(text, NOWHERE), UserError);
    await assert.rejects(store.openBytes(text, NOWHERE), UserError);
    assert.equal(store.keptNow, 0);
  });
});
