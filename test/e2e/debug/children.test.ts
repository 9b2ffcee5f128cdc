import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { delimiter, dirname } from 'node:path';
import { nodeBinaries } from '../../tools';
import { within } from '../../within';
import type { DapClient } from './dap-client';
import { DebuggeeFolder, lineOf } from './debuggee-folder';
import { LOADERS } from './loaders';

const { text: LOADS } = LOADERS['CommonJS, compiled synchronously']!;

/** Each starts child.cjs, which runs through shapes.c, in a way of its own. */
const PARENTS: Record<string, string> = {
  fork: `require('child_process').fork(__dirname + '/child.cjs', { stdio: 'inherit' });`,
  'spawn, in an environment of its own': `require('child_process').spawn(process.execPath, [__dirname + '/child.cjs'], { stdio: 'inherit', env: { PATH: process.env.PATH } });`,
  'a shell': `require('child_process').exec('"' + process.execPath + '" child.cjs', { cwd: __dirname }, (error, stdout) => process.stdout.write(stdout));`,
  'spawnSync, which blocks the parent': `require('child_process').spawnSync(process.execPath, [__dirname + '/child.cjs'], { stdio: 'inherit' });`,
  'execFileSync': `process.stdout.write(require('child_process').execFileSync(process.execPath, [__dirname + '/child.cjs']));`,
  cluster: `const cluster = require('cluster');
cluster.setupPrimary({ exec: __dirname + '/child.cjs' });
cluster.fork();`,
  'a worker thread': `const { Worker } = require('worker_threads');
new Worker("require('child_process').spawn(process.execPath, [" + JSON.stringify(__dirname + '/child.cjs') + "], { stdio: 'inherit' })", { eval: true });`,
  'a grandchild': `require('child_process').spawn(process.execPath, ['-e', "require('child_process').fork(" + JSON.stringify(__dirname + '/child.cjs') + ")"], { stdio: 'inherit' });`,
};
const DISCONNECT = `\nif (require('cluster').isWorker) process.disconnect();`;

for (const node of nodeBinaries()) {
  describe(`debugging child processes (${node})`, () => {
    let folder: DebuggeeFolder;
    let source: string;
    let line: number;
    beforeEach(() => {
      folder = new DebuggeeFolder('shapes-o0-dwarf5.wasm', 'shapes.c');
      source = folder.file('shapes.c');
      line = lineOf(readFileSync(source, 'utf8'), 'shape->depth = -3');
      folder.write('child.cjs', LOADS + DISCONNECT);
    });
    afterEach(() => folder.remove());

    async function stopsInChild(client: DapClient): Promise<number> {
      const { reason, threadId } = await client.stopped();
      assert.equal(reason, 'breakpoint');
      const [top] = await client.frames(threadId);
      assert.deepEqual([top?.name, top?.line, top?.source?.path], ['create', line, source]);
      const { threads } = await client.request<{ threads: { id: number; name: string }[] }>('threads');
      assert.match(threads.find(({ id }) => id === threadId)!.name, /^child\.cjs \(\d+\)$/);
      return threadId;
    }

    for (const [name, text] of Object.entries(PARENTS)) {
      it(`stops before the launch's breakpoint in a child could be missed, and lets all go on: ${name}`, async () => {
        const client = folder.client();
        await client.launch({ program: folder.write('parent.cjs', text), runtimeExecutable: node }, { [source]: [line] });
        const threadId = await stopsInChild(client);
        await client.request('continue', { threadId });
        await client.event('terminated');
        assert.equal(client.output('stdout'), '30\n');
        assert.equal(client.output('important'), '');
      });
    }

    it('leaves children alone when told so, and none waits for a debugger', async () => {
      const client = folder.client();
      await client.launch({ program: folder.write('parent.cjs', PARENTS['fork']!), runtimeExecutable: node, children: false }, { [source]: [line] });
      await client.event('terminated');
      assert.equal(client.output('stdout'), '30\n');
    });

    it('shows the program and its children little of itself', async () => {
      const client = folder.client();
      const told = `console.log(JSON.stringify([process.env.NODE_OPTIONS ?? null, process.execArgv]));`;
      const program = folder.write('parent.cjs', `${told}\nprocess.stdout.write(require('child_process').execFileSync(process.execPath, ['-e', ${JSON.stringify(told)}]));`);
      await client.launch({ program, runtimeExecutable: node, env: { NODE_OPTIONS: '--max-old-space-size=512' } });
      await client.event('terminated');
      const [parent, child] = client.output('stdout').trim().split('\n');
      assert.equal(parent, '["--max-old-space-size=512",[]]');
      assert.match(child!, /^\["--max-old-space-size=512",\["-e",/);
    });

    it('lets a service that outlives the session run on, and its children, too', async () => {
      const service = folder.write('service.cjs', `setTimeout(() => {
  const { status, stdout } = require('child_process').spawnSync(process.execPath, ['-p', 'Object.keys(process.env).filter((name) => /WASMSCOPE_DEBUG|NODE_OPTIONS/.test(name)).length']);
  require('fs').writeFileSync(__dirname + '/done.txt', status + ' ' + String(stdout).trim());
}, 800);`);
      const client = folder.client();
      await client.launch({ program: folder.write('parent.cjs', `require('child_process').spawn(process.execPath, [${JSON.stringify(service)}], { detached: true, stdio: 'ignore' }).unref();\nsetInterval(() => {}, 1000);`), runtimeExecutable: node });
      while ((await client.request<{ threads: { name: string }[] }>('threads')).threads.length < 2) await client.event('thread');
      await client.ask('disconnect', { terminateDebuggee: true });
      while (!existsSync(folder.file('done.txt')) || readFileSync(folder.file('done.txt'), 'utf8') === '') await new Promise((resolve) => setTimeout(resolve, 20));
      assert.equal(readFileSync(folder.file('done.txt'), 'utf8'), '0 0');
    });

    it('leaves no process and no folder behind', async () => {
      const client = folder.client();
      folder.write('child.cjs', `${LOADS}\nsetInterval(() => {}, 1000);`);
      const temporary = folder.file('temporary');
      mkdirSync(temporary);
      const { TMPDIR } = process.env;
      process.env['TMPDIR'] = temporary;
      try {
        await client.launch({ program: folder.write('parent.cjs', PARENTS['fork']!), runtimeExecutable: node }, { [source]: [line] });
        await stopsInChild(client);
        assert.notDeepEqual(readdirSync(temporary), []);
        await client.ask('disconnect', { terminateDebuggee: true });
      } finally {
        if (TMPDIR === undefined) delete process.env['TMPDIR'];
        else process.env['TMPDIR'] = TMPDIR;
      }
      assert.deepEqual(readdirSync(temporary), []);
      assert.doesNotMatch(spawnSync('ps', ['-eo', 'args'], { encoding: 'utf8' }).stdout, new RegExp(folder.file('child.cjs')));
    });

    it('ends a program that is blocked, waiting for its child', async () => {
      folder.write('child.cjs', `${LOADS}\nsetInterval(() => {}, 1000);`);
      const client = folder.client();
      await client.launch({ program: folder.write('parent.cjs', PARENTS['spawnSync, which blocks the parent']!), runtimeExecutable: node }, { [source]: [line] });
      await client.request('continue', { threadId: await stopsInChild(client) });
      await client.written('30');
      await within(20_000, () => 'ending it', client.ask('disconnect', { terminateDebuggee: true }));
      assert.doesNotMatch(spawnSync('ps', ['-eo', 'args'], { encoding: 'utf8' }).stdout, new RegExp(folder.path));
    });

    it('debugs what an npm script runs', async () => {
      folder.write('package.json', JSON.stringify({ scripts: { start: 'node child.cjs' } }));
      const client = folder.client();
      const env = { PATH: [dirname(node), process.env['PATH']].join(delimiter) };
      await client.launch({ runtimeExecutable: 'npm', runtimeArgs: ['run', '--silent', 'start'], cwd: folder.path, env }, { [source]: [line] });
      const threadId = await stopsInChild(client);
      await client.request('continue', { threadId });
      await client.event('terminated');
      assert.equal(client.output('stdout'), '30\n');
    });

    it('says that a command started nothing that could be debugged', async () => {
      const client = folder.client();
      await client.launch({ runtimeExecutable: 'true', cwd: folder.path });
      await client.event('terminated');
      assert.match(client.output('important'), /'true' started no Node program that could be debugged/);
      await assert.rejects(folder.client().launch({ runtimeExecutable: 'no-such-command', cwd: folder.path }), /cannot start 'no-such-command': no such program/);
    });
  });
}
