import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { nodeBinaries } from '../../tools';
import type { DapClient } from './dap-client';
import { DebuggeeFolder, lineOf } from './debuggee-folder';

/** As Emscripten writes it: every import and export goes through functions of its own. */
const GLUE = `const bytes = require('fs').readFileSync(__dirname + '/calls.wasm');
function updateMemoryViews() {
  exports.HEAPU8 = new Uint8Array(wasm.memory.buffer);
}
function wrapped(name) {
  return (...values) => {
    const fn = wasm[name];
    return fn(...values);
  };
}
function invoke_ii(number) {
  const bump = wrapped('bump');
  const answer = bump(number);
  return answer;
}
const { exports: wasm } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { host: { ask: invoke_ii } });
updateMemoryViews();
for (const name of ['question', 'bump', 'wide']) exports[name] = wrapped(name);
`;
const APP = `const glue = require('./glue.cjs');
const first = glue.question(3);
console.log(first);
`;

for (const node of nodeBinaries()) {
  describe(`glue between JavaScript and Wasm (${node})`, () => {
    let folder: DebuggeeFolder;
    let source: string;
    let client: DapClient;
    let threadId: number;
    beforeEach(() => {
      folder = new DebuggeeFolder('calls.wasm', 'calls.c');
      source = readFileSync(folder.file('calls.c'), 'utf8');
      folder.write('glue.cjs', GLUE);
      client = folder.client();
    });
    afterEach(() => folder.remove());

    async function start(file: string, line: number, extra: object = {}): Promise<void> {
      await client.launch({ program: folder.write('app.cjs', APP), runtimeExecutable: node, ...extra }, { [folder.file(file)]: [line] });
      ({ threadId } = await client.stopped());
    }

    async function after(command: string): Promise<string[]> {
      await client.request(command, { threadId });
      const { reason } = await client.stopped();
      assert.equal(reason, 'step');
      return client.stack(threadId);
    }

    const question = (): string => `question:${lineOf(source, 'return ask(number)')}`;
    const bump = (): string => `bump:${lineOf(source, 'counter += by')}`;

    it('is stepped through, in and out, whatever it is called', async () => {
      await start('app.cjs', 2);
      const entered = await after('stepIn');
      assert.equal(entered[0], question());
      const frames = await client.frames(threadId);
      assert.deepEqual(
        frames.slice(0, 3).map(({ source: from, presentationHint }) => [from?.name, presentationHint]),
        [['calls.c', undefined], ['glue.cjs', 'subtle'], ['app.cjs', undefined]],
      );
      assert.equal((await after('stepIn'))[0], bump());
      assert.equal((await after('stepOut'))[0], question());
      assert.match((await after('stepOut'))[0]!, /:[23]$/);
      assert.equal((await client.frames(threadId))[0]?.source?.name, 'app.cjs');
    });

    it('is stepped over', async () => {
      await start('calls.c', lineOf(source, 'counter += by'));
      await client.setBreakpoints(folder.file('calls.c'));
      assert.equal((await after('next'))[0], `bump:${lineOf(source, 'return counter;')}`);
      assert.equal((await after('next'))[0], question());
    });

    it('is entered where nothing is skipped, and no stop is left over when the program goes on from there', async () => {
      await start('calls.c', lineOf(source, 'return ask(number)'), { skipFiles: [] });
      await client.setBreakpoints(folder.file('calls.c'));
      await after('stepIn');
      assert.equal((await client.frames(threadId))[0]?.source?.name, 'glue.cjs');
      await client.request('continue', { threadId });
      await client.event('terminated');
      assert.equal(client.output('stdout'), '4\n');
    });
  });
}
