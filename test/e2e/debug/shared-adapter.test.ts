import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { UserError } from '../../../src/base/user-error';
import { AdapterServer } from '../../../src/vscode/adapter-server';
import { root } from '../../tools';
import { DapClient } from './dap-client';
import { DebuggeeFolder, lineOf } from './debuggee-folder';

const PROGRAM = `const bytes = require('fs').readFileSync(__dirname + '/shapes-o0-dwarf5.wasm');
const { exports: wasm } = new WebAssembly.Instance(new WebAssembly.Module(bytes), {});
console.log('pid ' + process.pid);
setInterval(() => wasm.perimeter(wasm.create(5, 5)), 50);`;

describe('one adapter for all sessions of a window', () => {
  let folder: DebuggeeFolder;
  let server: AdapterServer;
  let deaths: string[];
  let log: string[];
  let program: string;
  let source: string;
  beforeEach(() => {
    folder = new DebuggeeFolder('shapes-o0-dwarf5.wasm', 'shapes.c');
    program = folder.write('main.js', PROGRAM);
    source = folder.file('shapes.c');
    deaths = [];
    log = [];
    server = new AdapterServer(join(root, 'dist', 'adapter.js'), (message) => deaths.push(message), (text) => log.push(text));
  });
  afterEach(async () => {
    server.dispose();
    await folder.remove();
  });

  async function connected(): Promise<{ client: DapClient; socket: Socket }> {
    const socket = connect(await server.pipe());
    await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    return { client: DapClient.over(socket), socket };
  }

  /** A session that stands at a line of C. */
  async function stopped(): Promise<{ client: DapClient; socket: Socket; threadId: number; pid: number; adapterPid: number }> {
    const { client, socket } = await connected();
    const line = lineOf(readFileSync(source, 'utf8'), 'total += manhattan');
    await client.launch({ program }, { [source]: [line] });
    const { threadId } = await client.stopped();
    const [top, caller] = await client.frames(threadId);
    assert.deepEqual([top?.name, top?.line], ['perimeter', line]);
    const { result } = await client.request<{ result: string }>('evaluate', { expression: 'process.ppid', frameId: caller!.id });
    return { client, socket, threadId, pid: Number(/pid (\d+)/.exec(client.output('stdout'))?.[1]), adapterPid: Number(result) };
  }

  it('serves several sessions side by side, and goes on when one client vanishes', async () => {
    const [one, two] = [await stopped(), await stopped()];
    assert.equal(one.adapterPid, two.adapterPid);
    one.socket.destroy();
    await gone(one.pid);
    await two.client.request('continue', { threadId: two.threadId });
    assert.equal((await two.client.stopped()).reason, 'breakpoint');
    const { socket } = await connected();
    socket.write('Content-Length: 7\r\n\r\nnothing');
    await two.client.request('continue', { threadId: two.threadId });
    assert.equal((await two.client.stopped()).reason, 'breakpoint');
    assert.deepEqual(deaths, []);
  });

  it('is replaced when it died, and says that it did', async () => {
    const { adapterPid, pid } = await stopped();
    process.kill(adapterPid, 'SIGKILL');
    await gone(adapterPid);
    process.kill(pid, 'SIGKILL');
    const next = await stopped();
    assert.notEqual(next.adapterPid, adapterPid);
    assert.deepEqual(deaths, ['The debugger ended unexpectedly (SIGKILL), and its sessions with it; the next one starts anew.']);
  });

  it('ends with the extension, and the programs that it launched with it', async () => {
    const { adapterPid, pid } = await stopped();
    server.dispose();
    await gone(pid);
    await gone(adapterPid);
    assert.deepEqual(deaths, []);
    await assert.rejects(server.pipe(), new UserError('the extension was deactivated'));
  });

  it('says why it can not be started', async () => {
    const broken = folder.write('adapter.js', 'throw new Error("no adapter today")');
    server = new AdapterServer(broken, (message) => deaths.push(message), (text) => log.push(text));
    await assert.rejects(server.pipe(), new UserError('The debugger could not be started: Error: no adapter today'));
    assert.match(log.join('\n'), /adapter\.js:1/);
    assert.deepEqual(deaths, []);
  });
});

/** Resolves when there is no such process any more; the test's own time limit bounds the wait. */
async function gone(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
