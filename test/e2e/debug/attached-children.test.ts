import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { nodeBinaries } from '../../tools';
import { within } from '../../within';
import { DebuggeeFolder, lineOf } from './debuggee-folder';
import { LOADERS } from './loaders';

/** Starts a child in the way that it is told on its standard input. */
const SERVICE = `import childProcess, { execFileSync, fork } from 'node:child_process';
import cluster from 'node:cluster';
import { Worker } from 'node:worker_threads';
const child = import.meta.url.replace('file://', '').replace('service.mjs', 'child.cjs');
const asFirst = { execFileSync, spawn: childProcess.ChildProcess.prototype.spawn };
const ways = {
  fork: () => fork(child),
  synchronously: () => process.stdout.write(childProcess.execFileSync(process.execPath, [child])),
  cluster: () => { cluster.setupPrimary({ exec: child }); cluster.fork(); },
  'from a worker': () => new Worker("require('child_process').spawn(process.execPath, [" + JSON.stringify(child) + "], { stdio: 'inherit' })", { eval: true }),
  report: () => console.log(asFirst.execFileSync === childProcess.execFileSync, asFirst.spawn === childProcess.ChildProcess.prototype.spawn, Object.getOwnPropertySymbols(globalThis).filter((each) => String(each).includes('wasmscope')).length),
};
process.stdin.on('data', (way) => ways[String(way).trim()]());
fork(child, ['idle']);
console.log('ready');`;
const CHILD = `if (process.argv[2] === 'idle') process.on('disconnect', () => process.exit());
else {
${LOADERS['CommonJS, compiled synchronously']!.text}
if (require('cluster').isWorker) process.disconnect();
}`;

for (const node of nodeBinaries()) {
  describe(`children of a service that was attached to (${node})`, () => {
    let folder: DebuggeeFolder;
    let service: ChildProcess;
    let printed: string;
    beforeEach(async () => {
      folder = new DebuggeeFolder('shapes-o0-dwarf5.wasm', 'shapes.c');
      folder.write('child.cjs', CHILD);
      service = spawn(node, ['--inspect=127.0.0.1:0', folder.write('service.mjs', SERVICE)], { stdio: ['pipe', 'pipe', 'ignore'] });
      printed = '';
      service.stdout!.setEncoding('utf8').on('data', (text: string) => (printed += text));
      await untilPrinted('ready\n');
    });
    afterEach(async () => {
      service.kill('SIGKILL');
      await folder.remove();
    });

    async function untilPrinted(text: string): Promise<void> {
      while (!printed.endsWith(text)) await new Promise((resolve) => setTimeout(resolve, 10));
      printed = '';
    }

    it('are debugged from their first instruction, however they are started, and the service is left as it was', async () => {
      const source = folder.file('shapes.c');
      const line = lineOf(readFileSync(source, 'utf8'), 'shape->depth = -3');
      const client = folder.client();
      await client.attach({ processId: service.pid, cwd: folder.path }, { [source]: [line] });
      if (process.platform === 'linux') assert.match(client.output('console'), /Children that run already are not followed.*: \d+ \(.*child\.cjs idle\)\./);
      for (const way of ['fork', 'synchronously', 'cluster', 'from a worker']) {
        service.stdin!.write(way);
        const { threadId } = await within(20_000, () => way, client.stopped());
        assert.deepEqual([way, (await client.stack(threadId))[0]], [way, `create:${line}`]);
        await client.request('continue', { threadId });
        await untilPrinted('30\n');
      }
      await client.request('disconnect');
      service.stdin!.write('report');
      await untilPrinted('true true 0\n');
      service.stdin!.write('fork');
      await untilPrinted('30\n');
    });

    it('are left alone when told so', async () => {
      const client = folder.client();
      await client.attach({ processId: service.pid, children: false });
      service.stdin!.write('report');
      await untilPrinted('true true 0\n');
      assert.equal(client.output('console'), '');
    });
  });
}
