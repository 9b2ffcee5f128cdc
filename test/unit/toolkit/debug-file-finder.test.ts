import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ByteWriter } from '../../../src/base/byte-writer';
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
});
