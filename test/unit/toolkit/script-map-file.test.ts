import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { diskFolders } from '../../../src/session/disk-folders';
import { ScriptAddresses } from '../../../src/session/script-addresses';
import { findScriptMap } from '../../../src/toolkit/script-map-file';

const MAP = JSON.stringify({ version: 3, sources: ['../src/a.ts', 'webpack://shop/src/b.ts', 'file:///c.ts', 'bad%zz.ts'], names: [], mappings: 'AAAA' });

describe('the source map of a script that runs', () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'wasmscope-map-')));
  const addresses = new ScriptAddresses(diskFolders);
  let server: Server;
  let origin: string;
  let asked: string[];
  before(async () => {
    mkdirSync(join(folder, 'dist'));
    writeFileSync(join(folder, 'dist/a.js.map'), MAP);
    writeFileSync(join(folder, 'dist/secret.txt'), MAP);
    server = createServer(({ url }, response) => {
      asked.push(url!);
      if (url === '/elsewhere.map') response.writeHead(302, { location: 'http://127.0.0.1:1/a.map' }).end();
      else response.end(MAP);
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    addresses.addSite(`${origin}/built/`, join(folder, 'dist'));
  });
  beforeEach(() => (asked = []));
  after(() => {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const sourcesOf = async (url: string, mapUrl: string): Promise<readonly string[] | null> => (await (await findScriptMap({ url, mapUrl }, addresses))?.read())?.sources ?? null;
  const script = pathToFileURL(join(folder, 'dist/a.js')).href;

  it('is found beside it, or where the site lies here; its paths start there', async () => {
    const sources = [join(folder, 'src/a.ts'), 'webpack://shop/src/b.ts', '/c.ts', 'bad%zz.ts'];
    assert.deepEqual(await sourcesOf(script, 'a.js.map'), sources);
    assert.deepEqual(await sourcesOf(`${origin}/built/a.js`, 'a.js.map'), sources);
    assert.deepEqual(await sourcesOf(`${origin}/other/a.js`, '/built/a.js.map'), sources);
    assert.deepEqual(asked, []);
  });

  it('tells whether a file may be among its sources, and when it has changed', async () => {
    const found = await findScriptMap({ url: script, mapUrl: 'a.js.map' }, addresses);
    assert.deepEqual([found?.mentions('a.ts'), found?.mentions('other.ts')], [true, false]);
    writeFileSync(join(folder, 'dist/b.js.map'), MAP);
    const before = (await findScriptMap({ url: script, mapUrl: 'b.js.map' }, addresses))?.identity;
    writeFileSync(join(folder, 'dist/b.js.map'), `${MAP} `);
    assert.notEqual((await findScriptMap({ url: script, mapUrl: 'b.js.map' }, addresses))?.identity, before);
  });

  it('is asked of the server of a developer alone', async () => {
    assert.deepEqual(await sourcesOf(`${origin}/x/a.js`, 'a.js.map'), ['../src/a.ts', 'webpack://shop/src/b.ts', 'file:///c.ts', 'bad%zz.ts']);
    assert.deepEqual(asked, ['/x/a.js.map']);
    for (const [url, mapUrl] of [['https://example.com/a.js', 'a.js.map'], [`${origin}/x/a.js`, 'http://127.0.0.1:1/a.map'], ['http://192.0.2.1/a.js', 'a.map'], [script, `${origin}/a.map`]] as const) assert.equal(await sourcesOf(url, mapUrl), null, mapUrl);
    assert.deepEqual(asked, ['/x/a.js.map']);
    await assert.rejects(sourcesOf(`${origin}/x/a.js`, '/elsewhere.map'));
  });

  it('is none where the name leads to what is no map', async () => {
    for (const name of ['secret.txt', 'missing.map', '../dist', 'https://example.com/a.map', '%', 'data:text/plain,a']) assert.equal(await sourcesOf(script, name), null, name);
    assert.equal(await sourcesOf('', 'a.js.map'), null);
  });
});
