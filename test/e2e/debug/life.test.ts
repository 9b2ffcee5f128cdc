import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { nodeBinaries } from '../../tools';
import type { DapClient } from './dap-client';
import { DebuggeeFolder, lineOf } from './debuggee-folder';

const PROGRAM = `const bytes = require('fs').readFileSync(__dirname + '/shapes-o0-dwarf5.wasm');
const { exports: wasm } = new WebAssembly.Instance(new WebAssembly.Module(bytes), {});
async function later() {
  await new Promise((resolve) => setTimeout(resolve, 5));
  return wasm.perimeter(wasm.create(5, 5));
}
async function main() {
  console.log(process.pid, await later());
}
main();
`;

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

for (const node of nodeBinaries()) {
  describe(`the life of a session (${node})`, () => {
    let folder: DebuggeeFolder;
    let client: DapClient;
    let line: number;
    beforeEach(() => {
      folder = new DebuggeeFolder('shapes-o0-dwarf5.wasm', 'shapes.c');
      line = lineOf(readFileSync(folder.file('shapes.c'), 'utf8'), 'int total = 0');
      client = folder.client();
    });
    afterEach(() => folder.remove());

    const launch = (extra: object = {}): Promise<void> => client.launch({ program: folder.write('app.cjs', PROGRAM), runtimeExecutable: node, ...extra }, { [folder.file('shapes.c')]: [line] });
    const pidOf = async (): Promise<number> => Number((await client.request<{ result: string }>('evaluate', { expression: 'process.pid' })).result);

    it('starts anew with all breakpoints, and leaves nothing of the run before', async () => {
      await launch();
      await client.stopped();
      const first = await pidOf();
      await client.request('restart');
      const { threadId } = await client.stopped();
      const second = await pidOf();
      assert.notEqual(first, second);
      assert.equal(isAlive(first), false);
      assert.equal((await client.stack(threadId))[0], `perimeter:${line}`);
      assert.deepEqual(client.events.filter(({ event }) => event === 'terminated'), []);
      await client.request('continue', { threadId });
      await client.event('terminated');
      assert.match(client.output('stdout'), new RegExp(`^${second} 30$`, 'm'));
    });

    it('ends when it is told to, the program with it, stopped or not', async () => {
      for (const isStopped of [true, false]) {
        const session = folder.client();
        await session.launch({ program: folder.write('service.cjs', `${PROGRAM}setInterval(() => {}, 1000);`), runtimeExecutable: node }, isStopped ? { [folder.file('shapes.c')]: [line] } : {});
        await (isStopped ? session.stopped() : session.printed(/30/, 'stdout'));
        const { result } = await session.request<{ result: string }>('evaluate', { expression: 'process.pid' });
        await session.request('terminate');
        await session.event('terminated');
        assert.equal(isAlive(Number(result)), false);
        assert.doesNotMatch(session.output('console'), /ended/, 'whoever ended it knows');
      }
    });

    it('starts anew with the configuration that changed', async () => {
      await launch();
      await client.stopped();
      await client.request('restart', { arguments: { program: folder.file('app.cjs'), runtimeExecutable: node, stopOnEntry: true } });
      assert.equal((await client.stopped()).reason, 'entry');
    });

    it('shows the calls that awaited what runs', async () => {
      await launch();
      const { threadId } = await client.stopped();
      const frames = await client.frames(threadId);
      assert.ok(frames.some(({ presentationHint }) => presentationHint === 'label'));
      const parent = frames.find(({ name }) => name === 'main');
      assert.deepEqual([parent?.line, parent?.source?.path], [8, folder.file('app.cjs')]);
      await assert.rejects(client.request('scopes', { frameId: parent!.id }), /only the place is known/);
    });

    it('leaves them out where they cost too much', async () => {
      await launch({ showAsyncStacks: false });
      const { threadId } = await client.stopped();
      assert.equal((await client.frames(threadId)).some(({ presentationHint }) => presentationHint === 'label'), false);
    });

    it('ends a program that was still being started when the client left', async () => {
      const program = folder.write('wait.cjs', `require('fs').writeFileSync(__dirname + '/pid', String(process.pid));\nsetInterval(() => 0, 1_000);`);
      await client.initialize();
      const started = client.ask('launch', { program, runtimeExecutable: node });
      await client.ask('configurationDone');
      await client.ask('disconnect', {});
      await started;
      // Whether it came to write its number or not.
      const pid = await Promise.resolve().then(() => Number(readFileSync(folder.file('pid'), 'utf8'))).catch(() => null);
      assert.ok(pid === null || !isAlive(pid));
    });

    it('pauses a busy loop, and goes on', async () => {
      await client.launch({ program: folder.write('busy.cjs', `${PROGRAM.split('\n').slice(0, 2).join('\n')}\nconsole.log('begins');\nfor (;;) wasm.fibonacci(18);`), runtimeExecutable: node });
      await client.written('begins');
      await client.request('pause', { threadId: 1 });
      const { reason, threadId } = await client.stopped();
      assert.equal(reason, 'pause');
      assert.ok((await client.stack(threadId)).length > 0);
      await client.request('continue', { threadId });
      await client.request('pause', { threadId });
      assert.equal((await client.stopped()).reason, 'pause');
    });
  });
}
