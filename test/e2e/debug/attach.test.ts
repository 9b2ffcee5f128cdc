import assert from 'node:assert/strict';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { listeningPorts } from '../../../src/cdp/process-info';
import { nodeBinaries } from '../../tools';
import { DebuggeeFolder, lineOf } from './debuggee-folder';

const SERVICE = `const bytes = require('fs').readFileSync(__dirname + '/shapes-o0-dwarf5.wasm');
const { exports: wasm } = new WebAssembly.Instance(new WebAssembly.Module(bytes), {});
const shape = wasm.create(5, 5);
setInterval(() => wasm.perimeter(shape), 20);
process.stdin.on('data', () => process.stdout.write(wasm.perimeter(shape) + '\\n'));
process.stdout.write('ready\\n');`;

for (const node of nodeBinaries()) {
  describe(`debugging a running service (${node})`, () => {
    let folder: DebuggeeFolder;
    let service: ChildProcess;
    let line: number;
    beforeEach(() => {
      folder = new DebuggeeFolder('shapes-o0-dwarf5.wasm', 'shapes.c');
      line = lineOf(readFileSync(folder.file('shapes.c'), 'utf8'), 'int total = 0');
    });
    afterEach(async () => {
      service?.kill('SIGKILL');
      await folder.remove();
    });

    async function startService(...flags: string[]): Promise<number> {
      service = spawn(node, [...flags, folder.write('service.cjs', SERVICE)], { stdio: ['pipe', 'pipe', 'pipe'] });
      await once(service.stdout!, 'data');
      return service.pid!;
    }

    async function ask(): Promise<string> {
      const answer = once(service.stdout!, 'data');
      service.stdin!.write('?');
      return String((await answer)[0]);
    }

    it('stops at a line by process id, and leaves the service as it was', async () => {
      const processId = await startService();
      const portsBefore = [...(listeningPorts(processId)?.keys() ?? [])];
      const client = folder.client();
      await client.attach({ processId, cwd: folder.path }, { [folder.file('shapes.c')]: [line] });
      const { threadId } = await client.stopped();
      const [top] = await client.frames(threadId);
      assert.deepEqual([top?.name, top?.line], ['perimeter', line]);
      await client.request('disconnect');
      assert.equal(await ask(), '30\n');
      assert.deepEqual([...(listeningPorts(processId)?.keys() ?? [])], portsBefore);
      assert.equal(service.exitCode, null);
    });

    it('shares a port with a second debugger, and says so', async () => {
      const processId = await startService('--inspect=127.0.0.1:0');
      const first = folder.client();
      await first.attach({ processId, cwd: folder.path });
      const second = folder.client();
      await second.attach({ processId, cwd: folder.path }, { [folder.file('shapes.c')]: [line] });
      const { threadId } = await second.stopped();
      assert.equal((await second.frames(threadId))[0]?.line, line);
      assert.match(second.output('console'), /[Aa]nother debugger/);
      await second.request('disconnect');
      await first.request('disconnect');
      assert.equal(await ask(), '30\n');
    });

    for (const flag of ['--inspect-brk', '--inspect-wait']) {
      it(`comes before the first instruction of a program that waits (${flag})`, async () => {
        service = spawn(node, [`${flag}=127.0.0.1:0`, folder.write('service.cjs', SERVICE)], { stdio: ['pipe', 'pipe', 'pipe'] });
        let said = '';
        while (!/ws:\S+/.test(said)) said += String((await once(service.stderr!, 'data'))[0]);
        const { port } = new URL(/ws:\S+/.exec(said)![0]);
        const client = folder.client();
        const inCreate = lineOf(readFileSync(folder.file('shapes.c'), 'utf8'), 'shape->name = titles');
        await client.attach({ port: Number(port), cwd: folder.path }, { [folder.file('shapes.c')]: [inCreate] });
        const { threadId } = await client.stopped();
        const [top] = await client.frames(threadId);
        assert.deepEqual([top?.name, top?.line], ['create', inCreate]);
        const ready = once(service.stdout!, 'data');
        await client.request('disconnect');
        assert.equal(String((await ready)[0]), 'ready\n');
        assert.equal(await ask(), '30\n');
      });
    }

    it('pauses and goes on', async () => {
      const client = folder.client();
      await client.attach({ processId: await startService() });
      await client.request('pause', { threadId: 1 });
      const { reason, threadId } = await client.stopped();
      assert.equal(reason, 'pause');
      await client.request('continue', { threadId });
      assert.equal(await ask(), '30\n');
    });

    it('ends in order when the target is killed while stopped', async () => {
      const client = folder.client();
      await client.attach({ processId: await startService(), cwd: folder.path }, { [folder.file('shapes.c')]: [line] });
      const { threadId } = await client.stopped();
      service.kill('SIGKILL');
      await client.event('terminated');
      await assert.rejects(client.request('stackTrace', { threadId }), /has ended/);
    });
  });
}

describe('attaching to what is no Node service', () => {
  const failing = async (configuration: object): Promise<string> => {
    const folder = new DebuggeeFolder();
    const client = folder.client();
    await client.initialize();
    const reason = await client.request('attach', configuration).then(
      () => 'it worked',
      (error: Error) => error.message,
    );
    await folder.remove();
    return reason;
  };

  it('names a process that is gone', async () => {
    const child = spawn(process.execPath, ['-e', '0']);
    await once(child, 'close');
    assert.match(await failing({ processId: child.pid }), /no process \d+/);
  });

  it('never signals a process that is not Node', async () => {
    const child = spawn('sleep', ['60']);
    await once(child, 'spawn');
    assert.match(await failing({ processId: child.pid }), /not Node but 'sleep'/);
    assert.equal(child.exitCode ?? child.signalCode, null);
    child.kill();
  });

  it('says what speaks on a port that is no debugging port', async () => {
    const server = createServer((socket) => socket.end('SSH-2.0-test\r\n'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    assert.match(await failing({ port }), /not a debugging port/);
    server.close();
    assert.match(await failing({ port }), /nothing listens/);
  });

  it('asks for what is missing', async () => {
    assert.match(await failing({}), /"processId" nor "port"/);
    assert.match(await failing({ port: 'http' }), /"port" must be a whole number/);
  });
});

describe('attaching to a service that was told to take no signal', () => {
  /** The flag came with Node 22, so this Node may be too old for it. */
  const hasFlag = (node: string): boolean => spawnSync(node, ['--disable-sigusr1', '--version']).status === 0;

  it('says what to do instead, and leaves it running', async function () {
    const node = nodeBinaries().find(hasFlag);
    if (node === undefined) {
      console.log('      skipped: needs Node 22 or newer (WASMSCOPE_NODES)');
      return this.skip();
    }
    const service = spawn(node, ['--disable-sigusr1', '-e', 'setInterval(() => {}, 1000); console.log("ready")'], { stdio: ['ignore', 'pipe', 'inherit'] });
    const folder = new DebuggeeFolder();
    try {
      await once(service.stdout, 'data');
      await assert.rejects(folder.client().attach({ processId: service.pid }), /does not listen to SIGUSR1.*--inspect=/);
      assert.equal(service.exitCode ?? service.signalCode, null);
    } finally {
      service.kill('SIGKILL');
      await folder.remove();
    }
  });
});
