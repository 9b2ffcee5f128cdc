import assert from 'node:assert/strict';
import { startChrome, type ChromeProcess } from '../../../src/cdp/chrome-process';
import { check } from '../../../src/toolkit/check';
import { record } from '../../../src/toolkit/record';
import { requireTool } from '../../tools';
import { DebuggeeFolder } from '../debug/debuggee-folder';
import { WebServer } from '../debug/web-page';

const LOOP = `WebAssembly.instantiateStreaming(fetch('/shapes-o0-dwarf5.wasm'), {}).then(({ instance: { exports: wasm } }) => {
  setInterval(() => wasm.fibonacci(22), 0);
  fetch('/ready');
});
`;

describe('recording a page in Chromium', () => {
  let folder: DebuggeeFolder;
  let server: WebServer;
  before(function () {
    requireTool(this, 'chromium');
  });
  beforeEach(async () => {
    folder = new DebuggeeFolder('shapes-o0-dwarf5.wasm', 'shapes.c');
    folder.write('index.html', `<!doctype html><script src="/loop.js"></script><script>new Worker('/loop.js')</script>`);
    folder.write('loop.js', LOOP);
    server = await WebServer.of(folder.path);
  });
  afterEach(async () => {
    server.close();
    await folder.remove();
  });

  it('finds the hot function with its file, in the page and in its worker', async () => {
    const { profile, summary, warnings } = await record({ target: { kind: 'url', url: `${server.origin}/` }, durationMs: 1_500 }).result;
    const hottest = summary.functions[0];
    assert.equal(hottest?.function, 'fibonacci');
    assert.match(hottest.file ?? '', /shapes\.c$/);
    assert.equal(summary.distorted, false);
    const threads = [...profile.nodes.frame].filter((_, node) => profile.nodes.parent[node] === 0).map((frame) => profile.frames[frame]!.function);
    assert.deepEqual(threads, ['(thread main)', '(thread worker loop.js)']);
    assert.deepEqual(warnings.filter((warning) => !warning.includes('sandbox')), []);
  });

  it('says that the server does not run', async () => {
    server.close();
    await assert.rejects(record({ target: { kind: 'url', url: `${server.origin}/` }, durationMs: 1_000 }).result, /can't be opened \(net::ERR_CONNECTION_REFUSED\): does its server run\?/);
  });

  describe('that runs already', () => {
    let chrome: ChromeProcess;
    const browser = (): { host: string; port: number } => ({ host: '127.0.0.1', port: Number(new URL(chrome.webSocketUrl).port) });
    const pages = async (): Promise<string[]> => (await chrome.connection.browser.send('Target.getTargets', {})).targetInfos.filter(({ type }) => type === 'page').map(({ url }) => url);
    beforeEach(async () => {
      chrome = await startChrome({ executable: undefined, args: [], env: process.env, headless: true, timeoutMs: 20_000 });
    });
    afterEach(() => chrome.stop());

    it('measures a page that is open there without loading it again, its worker too', async () => {
      const loaded = server.asked('/ready');
      await chrome.connection.browser.send('Target.createTarget', { url: `${server.origin}/` });
      await loaded;
      let loads = 0;
      void server.asked('/').then(() => loads++);
      const { summary, profile } = await record({ target: { kind: 'url', url: `${server.origin}/*`, browser: browser() }, durationMs: 1_500 }).result;
      assert.equal(summary.functions[0]?.function, 'fibonacci');
      assert.match(summary.functions[0].file ?? '', /shapes\.c$/);
      assert.deepEqual([summary.mode, summary.distorted, loads], ['attach', false, 0]);
      const threads = [...profile.nodes.frame].filter((_, node) => profile.nodes.parent[node] === 0).map((frame) => profile.frames[frame]!.function);
      assert.deepEqual(threads, ['(thread main)', '(thread worker loop.js)']);
      assert.ok((await pages()).includes(`${server.origin}/`), 'it is still there');
    });

    it('says which pages there are where none, or more than one, is meant', async () => {
      const recorded = (url: string): Promise<unknown> => record({ target: { kind: 'url', url, browser: browser() }, durationMs: 1_000 }).result;
      await chrome.connection.browser.send('Target.createTarget', { url: `${server.origin}/loop.js?1` });
      await assert.rejects(recorded('http://elsewhere/'), (error: Error) => error.message.includes(`no page with an address like 'http://elsewhere/'`) && error.message.includes('loop.js?1'));
      await chrome.connection.browser.send('Target.createTarget', { url: `${server.origin}/loop.js?2` });
      await assert.rejects(recorded(`${server.origin}/loop.js`), /2 pages are open there .*loop\.js\?[12], /);
    });

    it('checks a page in a tab of its own, and closes that', async () => {
      const before = await pages();
      const deed = check({ target: { kind: 'url', url: `${server.origin}/`, browser: browser() }, durationMs: 60_000 });
      void server.asked('/ready').then(() => deed.cancel());
      const { report } = await deed.result;
      assert.deepEqual(report.modules.map(({ file }) => file), [`${server.origin}/shapes-o0-dwarf5.wasm`]);
      assert.deepEqual(await pages(), before);
    });
  });
});
