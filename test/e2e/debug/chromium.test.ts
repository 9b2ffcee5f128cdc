import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { chromeExecutable } from '../../../src/cdp/chrome-executable';
import { startChrome, type ChromeProcess } from '../../../src/cdp/chrome-process';
import { requireTool } from '../../tools';
import type { DapClient } from './dap-client';
import { DebuggeeFolder, lineOf } from './debuggee-folder';
import { PAGES, WebServer } from './web-page';

const PAGE = PAGES['instantiated while it streams']!;

describe('debugging a page in Chromium', () => {
  let folder: DebuggeeFolder;
  let server: WebServer;
  let source: string;
  let line: number;
  before(function () {
    requireTool(this, 'chromium');
  });
  beforeEach(async () => {
    folder = new DebuggeeFolder('shapes-o0-dwarf5.wasm', 'shapes.c');
    source = folder.file('shapes.c');
    line = lineOf(readFileSync(source, 'utf8'), 'shape->depth = -3');
    server = await WebServer.of(folder.path);
  });
  afterEach(async () => {
    await folder.remove();
    server.close();
  });
  const writeFiles = (files: Record<string, string>): void => {
    for (const [file, text] of Object.entries(files)) folder.write(file, text);
  };
  const configuration = (more: object = {}): object => ({ target: 'chrome', url: `${server.origin}/`, webRoot: folder.path, headless: true, ...more });
  const goOn = (client: DapClient, threadId: number): Promise<unknown> => client.request('continue', { threadId });

  for (const [name, files] of Object.entries(PAGES)) {
    it(`stops at a line of C set before the launch: ${name}`, async () => {
      writeFiles(files);
      const client = folder.client();
      await client.launch(configuration(), { [source]: [line] });
      const { reason, threadId } = await client.stopped();
      assert.equal(reason, 'breakpoint');
      const [top, caller] = await client.frames(threadId);
      assert.deepEqual([top?.name, top?.line, top?.source?.path], ['create', line, source]);
      assert.equal((await client.locals(top!.id))['size'], '5');
      assert.ok(caller?.source?.path?.startsWith(folder.path), `the caller is a file of the page: ${caller?.source?.path}`);
    });
  }

  it('stops in a script of the page by its file, with a condition, and shows what the page prints', async () => {
    writeFiles({ ...PAGE, 'app.js': `for (let round = 0; round < 3; round++) {\n  console.log('round', round, { round }, [round]);\n}\nnull.missing;\n` });
    const client = folder.client();
    await client.initialize();
    const started = client.request('launch', configuration({ url: `${server.origin}/?version=2` }));
    const { breakpoints } = await client.request<{ breakpoints: { verified: boolean }[] }>('setBreakpoints', { source: { path: folder.file('app.js') }, breakpoints: [{ line: 2, condition: 'round === 2' }] });
    assert.equal(breakpoints.length, 1);
    await client.request('configurationDone');
    await started;
    const { threadId } = await client.stopped();
    const [top] = await client.frames(threadId);
    assert.deepEqual([top?.line, top?.source?.path], [2, folder.file('app.js')]);
    assert.equal(client.output('stdout'), 'round 0 {round: 0} [0]\nround 1 {round: 1} [1]\n');
    await goOn(client, threadId);
    await client.printed(/TypeError/, 'stderr');
  });

  it('stops again in the page that a reload brings, once a round', async () => {
    writeFiles({ ...PAGE, 'app.js': PAGE['app.js']!.replace('});', "  if (sessionStorage.length < 2) location.reload(sessionStorage.setItem(sessionStorage.length, ''));\n});") });
    const client = folder.client();
    await client.launch(configuration(), { [source]: [line] });
    for (let round = 0; round < 3; round++) {
      const { threadId } = await client.stopped();
      assert.deepEqual((await client.stack(threadId))[0], `create:${line}`);
      await goOn(client, threadId);
    }
    await client.printed(/(perimeter 30\s+){3}/, 'stdout');
    assert.equal(client.events.filter(({ event }) => event === 'stopped').length, 0);
  });

  it('goes with the page to another site, in another process', async () => {
    writeFiles({ ...PAGE, 'index.html': `<!doctype html><script>location.href = location.href.replace('127.0.0.1', 'localhost') + 'next.html'</script>`, 'next.html': PAGE['index.html']! });
    const client = folder.client();
    await client.launch(configuration(), { [source]: [line] });
    const { threadId } = await client.stopped();
    assert.equal((await client.stack(threadId))[0], `create:${line}`);
  });

  it('says that the server does not run', async () => {
    server.close();
    const client = folder.client();
    await client.launch(configuration());
    await client.printed(/can't be opened \(net::ERR_CONNECTION_REFUSED\): does its server run\?/, 'important');
  });

  it('leaves no process and no profile behind', async () => {
    writeFiles(PAGE);
    const profiles = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('wasmscope-profile-'));
    const before = new Set(profiles());
    const client = folder.client();
    await client.launch(configuration(), { [source]: [line] });
    await client.stopped();
    const [profile] = profiles().filter((name) => !before.has(name));
    assert.ok(profile);
    const processes = (): string => execFileSync('sh', ['-c', `ps -eo args | grep -- '[-]-user-data-dir=.*${profile}' || true`], { encoding: 'utf8' });
    assert.notEqual(processes(), '');
    await client.ask('disconnect', { terminateDebuggee: true });
    assert.equal(processes(), '');
    assert.ok(!profiles().includes(profile));
  });

  it('names what cannot be started', async () => {
    const client = folder.client();
    await assert.rejects(client.launch(configuration({ runtimeExecutable: '/nowhere/chrome' })), /cannot start '\/nowhere\/chrome'/);
    await assert.rejects(folder.client().launch(configuration({ url: undefined })), /names no "url"/);
    assert.throws(() => chromeExecutable(undefined, { PATH: '/nowhere' }), /no Chrome or Chromium was found/);
  });

  describe('that is open already', () => {
    let chrome: ChromeProcess;
    let port: number;
    beforeEach(async () => {
      writeFiles({ ...PAGE, 'app.js': `let made;\nfetch('/shapes-o0-dwarf5.wasm').then((answer) => answer.arrayBuffer()).then((bytes) => WebAssembly.instantiate(bytes, {})).then(({ instance }) => {\n  made = instance.exports.create(5, 5);\n  setInterval(() => (document.title = String(instance.exports.perimeter(made))), 20);\n});\n` });
      chrome = await startChrome({ executable: undefined, args: [], env: process.env, headless: true, timeoutMs: 20_000 });
      port = Number(new URL(chrome.webSocketUrl).port);
      await chrome.connection.browser.send('Target.createTarget', { url: `${server.origin}/` });
    });
    afterEach(() => chrome.stop());
    const attach = (more: object = {}): object => ({ target: 'chrome', port, url: `${server.origin}/*`, webRoot: folder.path, ...more });
    const titles = async (): Promise<string[]> => (await chrome.connection.browser.send('Target.getTargets', {})).targetInfos.map(({ title }) => title);

    it('stops in it, and leaves it running', async () => {
      const client = folder.client();
      const inPerimeter = lineOf(readFileSync(source, 'utf8'), 'total += manhattan');
      await client.attach(attach(), { [source]: [inPerimeter] });
      const { threadId } = await client.stopped();
      assert.equal((await client.stack(threadId))[0], `perimeter:${inPerimeter}`);
      await client.ask('disconnect', {});
      while (!(await titles()).includes('30')) await new Promise((resolve) => setTimeout(resolve, 10));
    });

    it('says which pages there are where none fits', async () => {
      await assert.rejects(folder.client().attach(attach({ url: 'http://elsewhere/' })), (error: Error) => error.message.includes(`no page with an address like 'http://elsewhere/'`) && error.message.includes(`${server.origin}/`));
    });

    it('tells Node and browsers apart', async () => {
      await assert.rejects(folder.client().attach({ port }), /not of Node; for a page in a browser set "target": "chrome"/);
    });
  });
});
