import assert from 'node:assert/strict';
import { record } from '../../../src/toolkit/record';
import { requireTool } from '../../tools';
import { DebuggeeFolder } from '../debug/debuggee-folder';
import { WebServer } from '../debug/web-page';

const LOOP = `WebAssembly.instantiateStreaming(fetch('/shapes-o0-dwarf5.wasm'), {}).then(({ instance: { exports: wasm } }) => {
  setInterval(() => wasm.fibonacci(22), 0);
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
});
