import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { isCompiledFrom } from '../../../src/vscode/compiled-script';

describe('the script that was compiled from a file', () => {
  const map = (sources: unknown, sourceRoot?: string): string => JSON.stringify({ version: 3, sources, sourceRoot, mappings: '' });

  it('is known by its source map', () => {
    assert.equal(isCompiledFrom('src/server.ts', 'dist/server.js', map(['../src/server.ts'])), true);
    assert.equal(isCompiledFrom('src/server.ts', 'dist/main.js', map(['kernel.ts', 'server.ts'], '../src')), true);
    assert.equal(isCompiledFrom('server.ts', 'server.js', map(['server.ts'])), true);
  });

  it('is none that was compiled from another file of that name, nor one whose map is damaged', () => {
    assert.equal(isCompiledFrom('src/server.ts', 'test/dist/server.js', map(['../src/server.ts'])), false);
    assert.equal(isCompiledFrom('src/server.ts', 'dist/server.js', map([null, 7])), false);
    for (const text of ['', 'null', '[]', '{', '{"sources": {}}']) assert.equal(isCompiledFrom('src/server.ts', 'dist/server.js', text), false, text);
  });
});
