import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ByteWriter } from '../../../src/base/byte-writer';
import { fixture } from '../../fixture-modules';
import { openModuleBytes } from '../../../src/toolkit/open-module';

const MAP = JSON.stringify({ version: 3, sources: ['a.ts'], names: [], mappings: '' });

/** A module that holds nothing but the name of its source map. */
function moduleNaming(url: string): Uint8Array {
  const payload = new ByteWriter().name('sourceMappingURL').name(url).finish();
  return new ByteWriter().bytes([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 0]).uleb(payload.length).bytes(payload).finish();
}

describe('debug files', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'wasmscope-debug-files-'));
    writeFileSync(join(folder, 'a map.json'), MAP);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  for (const url of ['a map.json', './a map.json', 'https://maps.example/built/a%20map.json?v=2', 'maps/a map.json']) {
    it(`${url} is found beside the module`, async () => {
      const symbols = await openModuleBytes(moduleNaming(url), { path: join(folder, 'module.wasm') });
      assert.deepEqual(symbols.kinds, ['source-map']);
    });
  }

  for (const url of ['https://maps.example/', 'other.json', 'https://maps.example/%zz']) {
    it(`${url} is not, and that is said`, async () => {
      const symbols = await openModuleBytes(moduleNaming(url), { path: join(folder, 'module.wasm') });
      assert.deepEqual(symbols.kinds, []);
      assert.ok(symbols.problems.some(({ message }) => message.includes(`${url} was not found`)));
    });
  }

  it('a module without its own is told what was looked for, and where', async () => {
    const stripped = fixture('shapes-stripped.wasm');
    const problemsOf = async (debugDirs: readonly string[]): Promise<string[]> => (await openModuleBytes(stripped, { path: join(folder, 'module.wasm'), debugDirs })).problems.map(({ reason }) => reason);
    assert.deepEqual(await problemsOf([]), []);
    assert.deepEqual(await problemsOf([folder]), [`no module with debug information and the same code in ${folder}`]);
  });

  it('every folder that was looked in is named', async () => {
    const url = 'other.json';
    const symbols = await openModuleBytes(moduleNaming(url), { path: join(folder, 'module.wasm'), debugDirs: [join(folder, 'maps')] });
    assert.deepEqual(symbols.problems.map(({ reason }) => reason), [`${url} was not found in ${folder}, ${join(folder, 'maps')}`]);
  });
});
