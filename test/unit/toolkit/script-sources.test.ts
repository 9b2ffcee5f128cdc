import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ScriptSources } from '../../../src/toolkit/script-sources';

describe('sources of scripts', () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'wasmscope-scripts-')));
  const file = (name: string): string => join(folder, name);
  // Line 1, column 5 comes from line 3, column 2 of a.ts.
  const MAP = JSON.stringify({ version: 3, sources: ['src/a.ts'], names: [], mappings: 'IAEC' });
  before(() => {
    mkdirSync(file('src'));
    writeFileSync(file('src/a.ts'), '');
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  async function originalOf(name: string, text: string, column = 5): Promise<unknown> {
    writeFileSync(file(name), text);
    const scripts = new ScriptSources();
    const place = { file: file(name), line: 1, column, function: 'f' };
    await scripts.load([place]);
    return scripts.of(place);
  }
  const original = { file: file('src/a.ts'), line: 3, column: 2, function: 'f' };

  it('are found by a map inside of the script, and by one beside it', async () => {
    assert.deepEqual(await originalOf('inline.js', `work();\n//# sourceMappingURL=data:application/json;base64,${Buffer.from(MAP).toString('base64')}\n`), original);
    assert.deepEqual(await originalOf('text.cjs', `work();\n//# sourceMappingURL=data:application/json,${encodeURIComponent(MAP)}`), original);
    writeFileSync(file('beside.mjs.map'), `)]}'\n${MAP}`);
    assert.deepEqual(await originalOf('beside.mjs', 'work();\n//# sourceMappingURL=other.map\n//# sourceMappingURL=beside.mjs.map\n'), original);
    assert.deepEqual(await originalOf('beside.mjs', 'work();\n//# sourceMappingURL=beside.mjs.map', 2), original, 'before the first mapping of its line');
  });

  it('are the scripts themselves where no readable map leads to a file that is here', async () => {
    const gone = JSON.stringify({ version: 3, sources: ['src/gone.ts'], names: [], mappings: 'IAEC' });
    const maps = ['', '//# sourceMappingURL=missing.map', '//# sourceMappingURL=https://example.com/a.map', '//# sourceMappingURL=data:application/json,{', '//# sourceMappingURL=src', '//# sourceMappingURL=%', `//# sourceMappingURL=data:application/json,${encodeURIComponent(gone)}`];
    for (const map of maps) assert.deepEqual(await originalOf('plain.js', `work();\n${map}`), { file: file('plain.js'), line: 1, column: 5, function: 'f' }, map);
  });
});
