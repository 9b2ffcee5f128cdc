import assert from 'node:assert/strict';
import { nodeBinaries } from '../../tools';
import type { DapClient } from './dap-client';
import { DebuggeeFolder } from './debuggee-folder';

const APP = `const { EventEmitter } = require('node:events');
const outer = require('./outer.cjs');
const again = require('./outer.cjs');
const { size } = require('./data.json');
const emitter = new EventEmitter();
emitter.once('change', (value) => {
  console.log(value);
});
emitter.emit('change', size);
setTimeout(() => {
  console.log(outer === again);
}, 1);
`;
const OUTER = `const inner = require('./inner.cjs');
module.exports = { inner };
`;

for (const node of nodeBinaries()) {
  describe(`steps through Node's own functions (${node})`, () => {
    let folder: DebuggeeFolder;
    let client: DapClient;
    let threadId: number;
    beforeEach(() => {
      folder = new DebuggeeFolder();
      folder.write('outer.cjs', OUTER);
      folder.write('inner.cjs', `exports.answer = 42;\n`);
      folder.write('data.json', '{ "size": 7 }');
      client = folder.client();
    });
    afterEach(() => folder.remove());

    async function startAt(line: number): Promise<void> {
      const program = folder.write('app.cjs', APP);
      await client.launch({ program, runtimeExecutable: node }, { [program]: [line] });
      ({ threadId } = await client.stopped());
    }

    async function after(command: string): Promise<string> {
      await client.request(command, { threadId });
      const { reason } = await client.stopped();
      assert.equal(reason, 'step');
      const [top] = await client.frames(threadId);
      return `${top?.source?.name}:${top?.line}`;
    }

    it('go into the module that is required, and back to who required it', async () => {
      await startAt(2);
      assert.equal(await after('stepIn'), 'outer.cjs:1');
      assert.equal(await after('stepIn'), 'inner.cjs:1');
      assert.equal(await after('stepOut'), 'outer.cjs:2');
      assert.equal(await after('stepOut'), 'app.cjs:3');
      // It is loaded already, and the other is no program.
      assert.equal(await after('stepIn'), 'app.cjs:4');
      assert.equal(await after('stepIn'), 'app.cjs:5');
    });

    it('go into the listener of what is emitted, and back', async () => {
      await startAt(9);
      assert.equal(await after('stepIn'), 'app.cjs:7');
      assert.equal(await after('next'), 'app.cjs:8');
      assert.match(await after('next'), /^app\.cjs:(?:9|10)$/);
    });

    it('go on to the next callback, where one has come to its end', async () => {
      const program = folder.write('timer.cjs', 'let calls = 0;\nsetInterval(() => {\n  calls++;\n}, 5);\n');
      await client.launch({ program, runtimeExecutable: node }, { [program]: [3] });
      ({ threadId } = await client.stopped());
      await client.setBreakpoints(program);
      assert.equal(await after('next'), 'timer.cjs:4');
      assert.equal(await after('next'), 'timer.cjs:3');
    });

    it('let the program run on where nothing of the user comes', async () => {
      await startAt(11);
      await client.request('stepOut', { threadId });
      await client.event('terminated');
      assert.equal(client.output('stdout'), '7\ntrue\n');
    });
  });
}
