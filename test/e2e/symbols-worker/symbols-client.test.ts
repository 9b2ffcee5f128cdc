import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../../../src/base/user-error';
import { caveats, inspectModule } from '../../../src/toolkit/inspect';
import { locate } from '../../../src/toolkit/locate';
import { openModuleFile } from '../../../src/toolkit/open-module';
import { PathPrefixes } from '../../../src/toolkit/path-prefixes';
import { scope } from '../../../src/toolkit/scope';
import { SymbolsClient } from '../../../src/toolkit/symbols-client';
import { symbolicate } from '../../../src/toolkit/symbolicate';
import { wat } from '../../../src/toolkit/wat';
import { root } from '../../tools';

const workerPath = join(root, 'dist', 'worker.js');
const shapes = join(root, 'test', 'fixtures', 'shapes-o0-dwarf5.wasm');

/** A worker of the test's own making, for what a sound one does not do. */
const STAND_IN = `
const { parentPort: port, threadId } = require('node:worker_threads');
port.on('message', (message) => {
  if (message.kind !== 'ask') return;
  port.postMessage({ kind: 'started', id: message.id });
  if (message.module.path === 'hangs') {
    port.postMessage({ kind: 'progress', id: message.id, fraction: 0.5 });
    for (;;);
  }
  if (message.module.path === 'fills the memory') for (const kept = [];;) kept.push(new Array(1e5).fill({}));
  if (message.module.path === 'throws') throw new Error('a fault');
  port.postMessage({ kind: 'answer', id: message.id, answer: message.module.path === 'which thread' ? threadId : message.module.path });
});`;

describe('modules asked in a worker', () => {
  let folder: string;
  let client: SymbolsClient;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'wasmscope-worker-'))));
  afterEach(() => {
    client.dispose();
    rmSync(folder, { recursive: true });
  });

  const standIn = (limits: { heapMegabytes?: number; idleMs?: number } = {}): void => {
    const path = join(folder, 'worker.js');
    writeFileSync(path, STAND_IN);
    client = new SymbolsClient(path, limits);
  };
  const caveatsOf = (path: string): Promise<unknown> => client.ask({ path }, 'caveats', {});

  it('answers as the same deeds do in this thread', async () => {
    client = new SymbolsClient(workerPath);
    const symbols = await openModuleFile(shapes);
    const module = { path: shapes };
    const [file] = symbols.files().filter((each) => each.endsWith('shapes.c'));
    const fn = symbols.functionsNamed('perimeter')[0]!;
    const pathMap = [{ from: file!.slice(0, file!.lastIndexOf('/')), to: '/elsewhere' }];
    const paths = new PathPrefixes(pathMap);
    const offsets = [fn.bodyPlace];
    const places = [{ file: '/elsewhere/shapes.c', line: fn.line }];
    assert.deepEqual(await client.ask(module, 'inspect', {}), inspectModule(shapes, symbols));
    assert.deepEqual(await client.ask(module, 'caveats', {}), caveats(symbols));
    assert.deepEqual(await client.ask(module, 'symbolicate', { offsets, pathMap }), symbolicate(symbols, offsets, paths));
    assert.deepEqual(await client.ask(module, 'locate', { places, pathMap }), locate(symbols, places, paths));
    assert.deepEqual(await client.ask(module, 'scope', { offsets, globals: true }), scope(symbols, offsets, { globals: true }));
    assert.deepEqual(await client.ask(module, 'wat', { fn: 'perimeter' }), { text: [...wat(symbols, 'perimeter')].join(''), isCut: false });
    assert.deepEqual(await client.ask(module, 'files', {}), { items: symbols.files(), total: symbols.files().length });
    const { items: [named] } = await client.ask(module, 'functionsNamed', { name: 'perimeter' });
    assert.deepEqual([named?.index, named?.name, named?.file, named?.line], [fn.index, 'perimeter', fn.file, fn.line]);
    const { items, total } = await client.ask(module, 'functions', { from: 1, count: 2 });
    assert.deepEqual([items.map(({ index }) => index), total], [[1, 2].map((position) => symbols.module.functions.at(position)!.index), symbols.module.functions.length]);
    const { items: lines } = await client.ask(module, 'places', { file: file!, firstLine: fn.line, lastLine: fn.line + 3 });
    assert.deepEqual(lines, symbols.placesIn(file!, fn.line, fn.line + 3));
  });

  it('reads a module once, until its file changes', async () => {
    client = new SymbolsClient(workerPath);
    const path = join(folder, 'module.wasm');
    copyFileSync(shapes, path);
    const readings: number[] = [];
    const functionsIn = async (): Promise<number> => (await client.ask({ path }, 'functions', {}, { onProgress: (fraction) => readings.push(fraction) })).total;
    const first = await functionsIn();
    assert.deepEqual([await functionsIn(), readings], [first, [1]]);
    copyFileSync(join(root, 'test', 'fixtures', 'features.wasm'), path);
    assert.notEqual(await functionsIn(), first);
    assert.deepEqual(readings, [1, 1]);
  });

  it('looks again for debug information that was not there', async () => {
    client = new SymbolsClient(workerPath);
    const kinds = async (): Promise<readonly string[]> => (await client.ask({ path: join(folder, 'tally-emscripten.wasm') }, 'inspect', {})).debugInfo.kinds;
    copyFileSync(join(root, 'test', 'fixtures', 'tally-emscripten.wasm'), join(folder, 'tally-emscripten.wasm'));
    assert.ok(!(await kinds()).includes('source-map'));
    copyFileSync(join(root, 'test', 'fixtures', 'tally-emscripten.wasm.map'), join(folder, 'tally-emscripten.wasm.map'));
    assert.ok((await kinds()).includes('source-map'));
  });

  it('says what is wrong with what was asked', async () => {
    client = new SymbolsClient(workerPath);
    writeFileSync(join(folder, 'text.wasm'), 'no module');
    await assert.rejects(caveatsOf(join(folder, 'none.wasm')), (error) => error instanceof UserError && /none\.wasm can't be read/.test(error.message));
    await assert.rejects(caveatsOf(folder), /it is no file/);
    await assert.rejects(caveatsOf(join(folder, 'text.wasm')), /not a WebAssembly binary/);
    await assert.rejects(client.ask({ path: shapes }, 'wat', { fn: 'nowhere' }), new UserError('no function named nowhere: give its name as the source or the name section has it, or its index'));
    assert.ok(Array.isArray(await caveatsOf(shapes)));
  });

  for (const moment of ['before the worker is known to be at it', 'while the worker is at it']) {
    it(`takes a question back ${moment}, and answers the others`, async () => {
      standIn();
      const controller = new AbortController();
      const cancelled = new UserError('not wanted any more');
      const isRunning = new Promise<void>((resolve) => {
        const asked = client.ask({ path: 'hangs' }, 'caveats', {}, { signal: controller.signal, onProgress: () => resolve() });
        asked.then(() => assert.fail('a thread that hangs answered'), (error) => assert.equal(error, cancelled));
      });
      const unasked = client.ask({ path: 'not come to yet' }, 'caveats', {}, { signal: controller.signal });
      const waiting = caveatsOf('waits behind it');
      if (moment.startsWith('while')) await isRunning;
      controller.abort(cancelled);
      await assert.rejects(unasked, cancelled);
      assert.equal(await waiting, 'waits behind it');
      await assert.rejects(client.ask({ path: 'x' }, 'caveats', {}, { signal: controller.signal }), cancelled);
    });
  }

  for (const [path, why] of [['fills the memory', /it takes more memory than there is/], ['throws', /a fault/]] as const) {
    it(`loses one question to a worker that ${path}`, async () => {
      standIn({ heapMegabytes: 32 });
      const answers = await Promise.allSettled([caveatsOf('before'), caveatsOf(path), caveatsOf('behind')]);
      assert.deepEqual(answers.map((each) => (each.status === 'fulfilled' ? each.value : 'failed')), ['before', 'failed', 'behind']);
      await assert.rejects(caveatsOf(path), why);
      assert.equal(await caveatsOf('after'), 'after');
    });
  }

  it('fails at once where there is no worker', async () => {
    client = new SymbolsClient(join(folder, 'missing.js'));
    await assert.rejects(caveatsOf(shapes), /missing\.js/);
  });

  it('is ended when nothing was asked for a while, and started again', async () => {
    standIn({ idleMs: 0 });
    const first = await caveatsOf('which thread');
    await new Promise((resolve) => setTimeout(resolve, 1));
    assert.notEqual(await caveatsOf('which thread'), first);
    client.dispose();
    standIn();
    const kept = await caveatsOf('which thread');
    await new Promise((resolve) => setTimeout(resolve, 1));
    assert.equal(await caveatsOf('which thread'), kept);
  });

  it('leaves nobody waiting when it is over', async () => {
    standIn();
    const asked = caveatsOf('hangs');
    client.dispose();
    await assert.rejects(asked, /deactivated/);
    await assert.rejects(caveatsOf('x'), /deactivated/);
  });
});
