import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { nodeBinaries } from '../../tools';
import { DebuggeeFolder, lineOf } from './debuggee-folder';

const PROGRAM = `const load = new WebAssembly.Suspending(async (key) => {
  await new Promise((resolve) => setTimeout(resolve, 5));
  return key * 10;
});
const { exports: wasm } = new WebAssembly.Instance(new WebAssembly.Module(require('fs').readFileSync(__dirname + '/waits.wasm')), { env: { load } });
WebAssembly.promising(wasm.sum)(3).then((sum) => console.log('sum', sum));`;

/** JavaScript promise integration: behind a flag from V8 13 on, and without one later. */
const FLAGS = [[], ['--experimental-wasm-jspi']];
const isOn = (node: string, flags: string[]): boolean => spawnSync(node, [...flags, '-p', '!!WebAssembly.Suspending'], { encoding: 'utf8' }).stdout.trim() === 'true';

const nodes = nodeBinaries().flatMap((node) => {
  const flags = FLAGS.find((each) => isOn(node, each));
  return flags ? [{ node, flags }] : [];
});

describe('stepping over a call that suspends', () => {
  let folder: DebuggeeFolder;
  afterEach(() => folder.remove());

  if (nodes.length === 0) it.skip('stops behind it when it has come back: needs Node 24 or newer (WASMSCOPE_NODES)');

  for (const { node, flags } of nodes) {
    it(`stops behind it when it has come back (${node})`, async () => {
      folder = new DebuggeeFolder('newer/waits.wasm', 'newer/waits.c');
      const client = folder.client();
      const path = folder.file('waits.c');
      const text = readFileSync(path, 'utf8');
      const call = lineOf(text, 'int value');
      await client.launch({ program: folder.write('app.cjs', PROGRAM), runtimeExecutable: node, runtimeArgs: flags }, { [path]: [call] });
      const { threadId } = await client.stopped();
      await client.setBreakpoints(path);
      await client.request('next', { threadId });
      await client.stopped();
      const [frame] = await client.frames(threadId);
      assert.deepEqual([frame?.name, frame?.line], ['sum', call + 1]);
      assert.deepEqual(await client.locals(frame!.id), { count: '3', total: '0', key: '0', value: '0' });
      for (const line of [call - 1, call, call + 1]) {
        await client.request('next', { threadId });
        await client.stopped();
        assert.equal((await client.stack(threadId))[0], `sum:${line}`);
      }
      assert.equal((await client.locals((await client.frames(threadId))[0]!.id))['value'], '10');
      await client.request('continue', { threadId });
      await client.event('terminated');
      assert.match(client.output('stdout'), /^sum 30$/m);
    });
  }
});
