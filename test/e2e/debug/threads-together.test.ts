import type { DebugProtocol } from '@vscode/debugprotocol';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { nodeBinaries } from '../../tools';
import { DebuggeeFolder, lineOf } from './debuggee-folder';

/** Two workers count without end; with an argument there is a third, which waits for a message. */
const PROGRAM = `const { Worker, isMainThread, workerData } = require('worker_threads');
if (isMainThread) {
  const counts = new Int32Array(new SharedArrayBuffer(8));
  const workers = [0, 1].map((index) => new Worker(__filename, { workerData: { counts, index } }));
  const waiting = process.argv[2] && new Worker("require('worker_threads').parentPort.on('message', () => console.log('got it'))", { eval: true });
  const { exports: wasm } = new WebAssembly.Instance(new WebAssembly.Module(require('fs').readFileSync(__dirname + '/shapes-o0-dwarf5.wasm')));
  const shape = wasm.create(5, 5);
  const work = () => {
    if (counts[0] === 0 || counts[1] === 0) return;
    wasm.perimeter(shape);
    if (waiting) waiting.postMessage('go on');
  };
  setInterval(work, 5);
} else {
  for (;;) Atomics.add(workerData.counts, workerData.index, 1);
}`;

for (const node of nodeBinaries()) {
  describe(`threads that stop together (${node})`, () => {
    let folder: DebuggeeFolder;
    afterEach(() => folder.remove());

    it('stand still with the one that stopped, and run on with it', async () => {
      folder = new DebuggeeFolder('shapes-o0-dwarf5.wasm', 'shapes.c');
      const client = folder.client();
      const path = folder.file('shapes.c');
      const line = lineOf(readFileSync(path, 'utf8'), 'int total = 0');
      await client.launch({ program: folder.write('app.cjs', PROGRAM), runtimeExecutable: node, stopAllThreads: true }, { [path]: [line] });
      const { threadId } = await client.stopped();
      const along = [await client.stopped(), await client.stopped()];
      assert.deepEqual(along.map(({ reason, preserveFocusHint = false }) => `${reason} ${preserveFocusHint}`), ['pause true', 'pause true']);
      const script = (await client.frames(threadId)).find(({ name }) => name === 'work')!;
      const counts = async (): Promise<string> => (await client.request<{ result: string }>('evaluate', { expression: 'counts.join()', frameId: script.id })).result;
      const before = await counts();
      assert.equal(await counts(), before, 'nobody counts while one looks');

      const answer = await client.request<DebugProtocol.ContinueResponse['body']>('continue', { threadId });
      assert.equal(answer.allThreadsContinued, true);
      const stops = [await client.stopped(), await client.stopped(), await client.stopped()];
      assert.deepEqual(stops.map(({ reason }) => reason).sort(), ['breakpoint', 'pause', 'pause']);
      const again = (await client.frames(threadId)).find(({ name }) => name === 'work')!;
      const after = (await client.request<{ result: string }>('evaluate', { expression: 'counts.join()', frameId: again.id })).result;
      assert.notEqual(after, before, 'they counted in between');
    });

    it('forget the stop of a thread that had nothing to do meanwhile', async () => {
      folder = new DebuggeeFolder('shapes-o0-dwarf5.wasm', 'shapes.c');
      const client = folder.client();
      const path = folder.file('shapes.c');
      await client.launch({ program: folder.write('app.cjs', PROGRAM), args: ['waiting'], runtimeExecutable: node, stopAllThreads: true }, { [path]: [lineOf(readFileSync(path, 'utf8'), 'int total = 0')] });
      const { threadId } = await client.stopped();
      await client.stopped();
      await client.stopped();
      await client.setBreakpoints(path);
      await client.request('continue', { threadId });
      await client.written('got it');
    });
  });
}
