import assert from 'node:assert/strict';
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { CHILD_SESSION_EVENT } from '../../../src/base/child-session-event';
import { nodeBinaries, root } from '../../tools';
import { within } from '../../within';
import { DapClient } from './dap-client';
import { DebuggeeFolder, lineOf } from './debuggee-folder';
import { LOADERS } from './loaders';
import { SessionFamily, type ChildSession } from './session-family';

const { text: LOADS } = LOADERS['CommonJS, compiled synchronously']!;
const FORKS = `const { fork, spawn } = require('child_process');
const child = (...args) => fork(__dirname + '/child.cjs', args, { stdio: 'inherit' });
`;
const STAYS = `\nsetInterval(() => {}, 1000);`;

for (const node of nodeBinaries()) {
  describe(`child processes as sessions of their own (${node})`, () => {
    let folder: DebuggeeFolder;
    let source: string;
    let line: number;
    let family: SessionFamily;
    beforeEach(() => {
      folder = new DebuggeeFolder('shapes-o0-dwarf5.wasm', 'shapes.c');
      source = folder.file('shapes.c');
      line = lineOf(readFileSync(source, 'utf8'), 'shape->depth = -3');
      folder.write('child.cjs', LOADS);
      family = new SessionFamily(folder.client(), () => folder.client(), { [source]: [line] });
    });
    afterEach(() => folder.remove());

    const launch = (text: string, more: object = {}): Promise<void> => family.launch({ program: folder.write('parent.cjs', FORKS + text), runtimeExecutable: node, ...more });

    async function stopsAtItsLine({ client }: ChildSession): Promise<number> {
      const { reason, threadId } = await client.stopped();
      assert.equal(reason, 'breakpoint');
      const [top] = await client.frames(threadId);
      assert.deepEqual([top?.name, top?.line, top?.source?.path], ['create', line, source]);
      return threadId;
    }

    async function goesOn(child: ChildSession): Promise<void> {
      await child.client.request('continue', { threadId: await stopsAtItsLine(child) });
    }

    it('stop in a child before its line could be missed, are named after it, and end with it alone', async () => {
      await launch(`child().on('exit', () => console.log('child gone'));${STAYS}`);
      const child = await family.child();
      assert.match(child.name, /^child\.cjs \(\d+\)$/);
      const threadId = await stopsAtItsLine(child);
      const { threads } = await child.client.request<{ threads: { name: string }[] }>('threads');
      assert.deepEqual(threads.map(({ name }) => name), ['main thread']);
      assert.equal((await family.parent.request<{ threads: unknown[] }>('threads')).threads.length, 1);
      await child.client.request('continue', { threadId });
      await child.client.event('terminated');
      assert.match(child.client.output('console'), /child\.cjs \(\d+\) has ended/);
      await family.parent.written('child gone');
      assert.equal(family.parent.output('stdout'), '30\nchild gone\n');
      assert.ok(!family.parent.hasSeen('terminated'));
    });

    it('are there for children of children, whose workers are threads of their session', async () => {
      folder.write('grandchild.cjs', `new (require('worker_threads').Worker)(__dirname + '/child.cjs');`);
      folder.write('child.cjs', LOADS.replace(/^/, `if (require('worker_threads').isMainThread) require('child_process').fork(__dirname + '/grandchild.cjs');\n`));
      await launch('child();');
      const [first, second] = [await family.child(0), await family.child(1)];
      assert.deepEqual([first, second].map(({ name }) => name.split(' ')[0]), ['child.cjs', 'grandchild.cjs']);
      await goesOn(first);
      const threadId = await stopsAtItsLine(second);
      const { threads } = await second.client.request<{ threads: { id: number; name: string }[] }>('threads');
      assert.equal(threads.find(({ id }) => id === threadId)!.name, 'worker 1');
      await second.client.request('continue', { threadId });
      await family.parent.event('terminated');
    });

    it('stop a child alone, or let it go on alone', async () => {
      await launch(`for (const name of ['one', 'two']) child(name).on('exit', (code, signal) => console.log(name, code, signal));${STAYS}`);
      const [one, two] = [await family.child(0), await family.child(1)];
      await Promise.all([one, two].map(stopsAtItsLine));
      await one.client.request('disconnect', { terminateDebuggee: true });
      await family.parent.printed(/^(one|two) null SIGTERM$/m, 'stdout');
      await two.client.request('disconnect', { terminateDebuggee: false });
      await family.parent.printed(/^(one|two) 0 null$/m, 'stdout');
      assert.ok(!family.parent.hasSeen('terminated'));
    });

    it('end with the program, also where a child answers the signal by itself', async () => {
      folder.write('child.cjs', `process.on('SIGTERM', () => { require('fs').writeFileSync(__dirname + '/asked.txt', ''); process.exit(); });\n${LOADS}${STAYS}`);
      await launch(`child();${STAYS}`);
      const child = await family.child();
      await stopsAtItsLine(child);
      await family.parent.request('terminate');
      await child.client.event('terminated');
      await untilGone(child.pid);
      assert.ok(existsSync(folder.file('asked.txt')));
    });

    it('begin anew where the program is started again, which is asked of its own session only', async () => {
      await launch(`child();${STAYS}`);
      const before = await family.child(0);
      await stopsAtItsLine(before);
      await assert.rejects(before.client.request('restart'), /starts again with the program that starts it/);
      await family.parent.request('restart');
      await before.client.event('terminated');
      await stopsAtItsLine(await family.child(1));
      await assert.rejects(folder.client().attach(before.configuration), /not waiting for a session any more/);
    });

    it('follow a running service, and leave its children running when it is left', async () => {
      const service = spawn(node, ['--inspect=127.0.0.1:0', folder.write('service.cjs', `${FORKS}process.stdin.on('data', () => child()); console.log('ready');`)], { stdio: ['pipe', 'pipe', 'ignore'] });
      try {
        let printed = '';
        service.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
        const untilPrinted = async (text: string): Promise<void> => {
          while (!printed.endsWith(text)) await new Promise((resolve) => setTimeout(resolve, 10));
        };
        await untilPrinted('ready\n');
        await family.attach({ processId: service.pid, cwd: folder.path });
        service.stdin.write('child');
        const child = await within(50_000, () => `a session after ${family.parent.output()}`, family.child());
        await within(50_000, () => 'a stop', stopsAtItsLine(child));
        await within(50_000, () => 'leaving', family.parent.request('disconnect', { terminateDebuggee: false }));
        await within(50_000, () => 'the end of its session', child.client.event('terminated'));
        await within(50_000, () => `going on after ${printed}`, untilPrinted('30\n'));
      } finally {
        service.kill('SIGKILL');
      }
    });

    it('are many at once, and each stops', async () => {
      await launch('for (let i = 0; i < 6; i++) child();');
      await Promise.all(Array.from({ length: 6 }, async (_, index) => goesOn(await family.child(index))));
      await family.parent.event('terminated');
      assert.equal(family.parent.output('stdout'), '30\n'.repeat(6));
    });

    it('do not come for a child that ends before its first instruction, nor for one that nobody told of us', async () => {
      await launch(`const early = child();
early.kill('SIGKILL');
early.on('exit', () => spawn('env', ['-i', process.execPath, '-p', '"bare"'], { stdio: 'inherit' }).on('exit', () => fork(__dirname + '/child.cjs', { env: { NODE_OPTIONS: '' }, stdio: 'inherit' })));`);
      const followed = await family.child();
      await goesOn(followed);
      await family.parent.event('terminated');
      assert.equal(family.parent.output('stdout'), 'bare\n30\n');
      assert.deepEqual(family.children.map(({ name }) => name), [followed.name]);
      assert.equal(family.parent.output('important'), '');
    });

    it('can be another adapter’s, which needs no more than what the client was told', async () => {
      const adapter = otherAdapter();
      try {
        family = new SessionFamily(folder.client(), () => new DapClient(adapter.stdin, adapter.stdout), { [source]: [line] });
        await launch('child();');
        const child = await family.child();
        assert.deepEqual(Object.keys(child.configuration).sort(), ['childOf', 'debugDirs', 'name', 'pathMap', 'processId', 'showAsyncStacks', 'workspaceFolders']);
        await goesOn(child);
        await child.client.event('terminated');
        await family.parent.event('terminated');
        assert.equal(family.parent.output('stdout'), '30\n');
      } finally {
        adapter.kill('SIGKILL');
      }
    });

    it('are taken back as threads from a client that refuses them, and from an adapter that died before the child ran', async () => {
      const adapter = otherAdapter();
      const { parent } = family;
      let asked = 0;
      parent.onRequest = async (_command, args) => {
        if (++asked === 1) throw new Error('not today');
        const other = new DapClient(adapter.stdin, adapter.stdout);
        await other.initialize();
        // It takes the child, and then nobody says that it is configured.
        await other.request('attach', (args as { configuration: object }).configuration);
        adapter.kill('SIGKILL');
      };
      await launch(`child().on('exit', () => child());`);
      for (const why of ['the client started none (not today)', 'its own session ended before it ran']) {
        const { threadId } = await parent.stopped();
        assert.deepEqual((await parent.stack(threadId))[0], `create:${line}`);
        assert.ok(parent.output('console').includes(`has no session of its own, its threads are in this one: ${why}\n`), parent.output('console'));
        await parent.request('continue', { threadId });
      }
      await parent.event('terminated');
    });

    it('are started by an editor’s own means where it says so', async () => {
      const { parent } = family;
      await launch('child();', { childrenByEvent: true });
      const { request, configuration } = await parent.event(CHILD_SESSION_EVENT);
      assert.equal(request, 'attach');
      const client = folder.client();
      await client.attach(configuration as object, { [source]: [line] });
      const { threadId } = await client.stopped();
      await client.request('continue', { threadId });
      await parent.event('terminated');
      assert.deepEqual([family.children, parent.output('stdout')], [[], '30\n']);
    });

    it('are not wanted', async () => {
      await launch('child();', { children: 'threads' });
      const { threadId } = await family.parent.stopped();
      await family.parent.request('continue', { threadId });
      await family.parent.event('terminated');
      assert.deepEqual([family.children, family.parent.output('console').includes('session of its own')], [[], false]);
    });
  });
}

function otherAdapter(): ChildProcessByStdio<Writable, Readable, null> {
  return spawn(process.execPath, [join(root, 'dist', 'cli.js'), 'dap'], { stdio: ['pipe', 'pipe', 'inherit'] });
}

/** Resolves when there is no such process any more. */
async function untilGone(pid: number): Promise<void> {
  const isThere = (): boolean => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  };
  await within(20_000, () => `process ${pid} ended`, (async () => {
    while (isThere()) await new Promise((resolve) => setTimeout(resolve, 10));
  })());
}
