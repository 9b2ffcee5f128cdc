import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { serveOnPort } from '../../../src/adapter/serve';
import { nodeBinaries } from '../../tools';
import { within } from '../../within';
import { host } from './adapter-host';
import { DapClient } from './dap-client';
import { DebuggeeFolder, lineOf } from './debuggee-folder';

const SERVICE = `const bytes = require('fs').readFileSync(__dirname + '/shapes-o0-dwarf5.wasm');
const { exports: wasm } = new WebAssembly.Instance(new WebAssembly.Module(bytes), {});
const shape = wasm.create(5, 5);
setInterval(() => { wasm.perimeter(shape); wasm.fibonacci(5); }, 5);
console.log('ready');
process.stdin.on('data', () => console.log('alive'));`;

for (const node of nodeBinaries()) {
  describe(`what goes wrong while debugging (${node})`, () => {
    let folder: DebuggeeFolder;
    let path: string;
    let line: number;
    let service: ChildProcess | undefined;
    beforeEach(() => {
      folder = new DebuggeeFolder('shapes-o0-dwarf5.wasm', 'shapes.c');
      path = folder.file('shapes.c');
      line = lineOf(readFileSync(path, 'utf8'), 'return n < 2');
    });
    afterEach(async () => {
      service?.kill('SIGKILL');
      service = undefined;
      await folder.remove();
    });

    async function startService(flags: readonly string[] = [], more = ''): Promise<number> {
      service = spawn(node, [...flags, folder.write('service.cjs', SERVICE + more)], { stdio: ['pipe', 'pipe', 'ignore'] });
      await once(service.stdout!, 'data');
      return service.pid!;
    }

    async function isServing(): Promise<boolean> {
      const answer = once(service!.stdout!, 'data');
      service!.stdin!.write('?');
      return String((await answer)[0]).includes('alive');
    }

    async function stopped(client: DapClient): Promise<{ threadId: number; frameId: number }> {
      await client.attach({ processId: await startService(), cwd: folder.path }, { [path]: [line] });
      const { threadId } = await client.stopped();
      return { threadId, frameId: (await client.frames(threadId))[0]!.id };
    }

    for (const doing of ['standing', 'stepping', 'being read'] as const) {
      it(`the program dies while ${doing}`, async () => {
        const client = folder.client();
        const { threadId, frameId } = await stopped(client);
        const asked =
          doing === 'standing' ? [] : doing === 'stepping' ? [client.ask('next', { threadId })] : [client.ask('scopes', { frameId }), client.ask('evaluate', { expression: 'n', frameId }), client.ask('readMemory', { memoryReference: '0x400', count: 1 << 16 })];
        service!.kill('SIGKILL');
        // Each is answered: with what was still to be had, or with why not.
        await Promise.all(asked);
        await client.event('terminated');
        const after = await client.ask('stackTrace', { threadId });
        assert.equal(after.success, false);
        assert.match(String(after.message), /the program has ended|is running|no thread/);
        assert.equal((after.body as { error: { variables: { why: string } } }).error.variables.why, after.message);
      });
    }

    it('a client that is cut off leaves the service running at its own', async () => {
      const server = await serveOnPort(host, 0);
      try {
        const socket = connect(server.port, '127.0.0.1');
        const client = DapClient.over(socket);
        await stopped(client);
        socket.destroy();
        assert.equal(await isServing(), true);
      } finally {
        await server.close();
      }
    });

    it('a service that evaluates scripts all the time goes on, whenever the debugger leaves', async () => {
      const processId = await startService(['--inspect=127.0.0.1:0'], `\nsetInterval(() => (0, eval)('globalThis.now = ' + Date.now()), 1);`);
      for (let round = 0; round < 6; round++) {
        const client = folder.client();
        await client.attach({ processId, cwd: folder.path }, { [path]: [line] });
        const asked = client.ask('evaluate', { expression: `globalThis.round = ${round}`, context: 'repl' });
        await client.request('disconnect');
        await asked;
        assert.equal(await isServing(), true, `round ${round}`);
      }
    });

    it('two clients at the same program: both see the stop, either lets it go', async () => {
      const processId = await startService(['--inspect=127.0.0.1:0']);
      const [first, second] = [folder.client(), folder.client()];
      await first.attach({ processId, cwd: folder.path });
      await second.attach({ processId, cwd: folder.path });
      await first.setBreakpoints(path, line);
      const [one, two] = await Promise.all([first.stopped(), second.stopped()]);
      assert.equal((await first.stack(one.threadId))[0], (await second.stack(two.threadId))[0]);
      await first.setBreakpoints(path);
      await second.request('continue', { threadId: two.threadId });
      await first.event('continued');
      assert.equal(await isServing(), true);
    });

    it('steps asked for while another is under way: all are answered, and the thread stands where the one that was taken ends', async () => {
      const client = folder.client();
      const { threadId } = await stopped(client);
      await client.setBreakpoints(path);
      for (let round = 0; round < 8; round++) {
        const answers = await Promise.all(['next', 'stepIn', 'next', 'continue', 'stepOut'].map((command) => client.ask(command, { threadId })));
        assert.deepEqual(answers.map(({ success }) => success), [true, false, false, false, false]);
        assert.match(String(answers[1]!.message), /is running: pause it first/);
        assert.equal((await within(20_000, () => `step ${round}`, client.stopped())).reason, 'step');
        await client.stack(threadId);
      }
    });

    it('a pause that is asked for while a condition is decided', async () => {
      const client = folder.client();
      await client.attach({ processId: await startService(), cwd: folder.path });
      await client.request('setBreakpoints', { source: { path }, breakpoints: [{ line, condition: 'n > 100' }] });
      for (let round = 0; round < 8; round++) {
        await client.request('pause', { threadId: 1 });
        await within(20_000, () => `pause ${round}`, client.stopped());
        await client.request('continue', { threadId: 1 });
      }
    });

    it('an expression that is none, in a program that stops at every exception', async () => {
      const client = folder.client();
      await client.attach({ processId: await startService(), cwd: folder.path }, {}, ['all']);
      await assert.rejects(client.request('evaluate', { expression: 'no such (', context: 'repl' }), /SyntaxError/);
      await assert.rejects(client.request('evaluate', { expression: 'nothing.at.all' }), /ReferenceError/);
      assert.equal((await client.request('evaluate', { expression: 'await 7', context: 'repl' }))['result'], '7');
      assert.deepEqual(client.events.filter(({ event }) => event === 'stopped'), []);
    });

    // A pause is asked for again every 200 ms: the second time the expression meets that.
    for (const waitMs of [0, 399]) it(`an expression in a program that is to pause for ${waitMs} ms now, and has nothing to do: it is answered, and the pause comes after it`, async () => {
      service = spawn(node, [folder.write('idle.cjs', `process.stdin.on('data', () => console.log('alive'));\nconsole.log('ready');`)], { stdio: ['pipe', 'pipe', 'ignore'] });
      await once(service.stdout!, 'data');
      const client = folder.client();
      await client.attach({ processId: service.pid!, cwd: folder.path });
      await client.request('pause', { threadId: 1 });
      await new Promise((resolve) => setTimeout(resolve, waitMs));
      const asked = [assert.rejects(client.request('evaluate', { expression: 'no such (', context: 'repl' }), /SyntaxError/), client.request('evaluate', { expression: '1 + 1' }).then(({ result }) => assert.equal(result, '2'))];
      await within(20_000, () => 'an answer', Promise.all(asked));
      assert.deepEqual(client.events.filter(({ event }) => event === 'stopped'), []);
      service.stdin!.write('\n');
      assert.equal((await within(20_000, () => 'the pause', client.stopped())).reason, 'pause');
    });

    it('a storm of breakpoints set, moved and removed while they are hit', async () => {
      const client = folder.client();
      await client.attach({ processId: await startService(), cwd: folder.path });
      const count = readFileSync(path, 'utf8').split('\n').length;
      const asked: Promise<unknown>[] = [];
      for (let round = 0; round < 30; round++) {
        const lines = Array.from({ length: 40 }, (_, index) => ({ line: 1 + ((round * 7 + index * 3) % count) }));
        asked.push(client.request('setBreakpoints', { source: { path }, breakpoints: lines }));
        asked.push(client.ask('continue', { threadId: 1 }));
      }
      await Promise.all(asked);
      assert.deepEqual(await client.setBreakpoints(path), []);
      await client.ask('continue', { threadId: 1 });
      assert.equal(await isServing(), true);
      const [again] = await client.setBreakpoints(path, line);
      assert.equal(again!.verified, true);
      while ((await client.stack((await client.stopped()).threadId).catch(() => []))[0] !== `fibonacci:${line}`);
    });
  });
}
