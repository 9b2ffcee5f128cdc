import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { wasmPrograms } from '../../../src/vscode/wasm-programs';
import { root } from '../../tools';

const programs = (scripts: Record<string, string>): string[] => wasmPrograms(new Map(Object.entries(scripts)));

describe('programs that load WebAssembly', () => {
  it('are those that nobody imports, and that load a module themselves or by what they import', () => {
    const scripts = {
      'serve.mjs': `import { model } from './lib/model.mjs';`, 'lib/model.mjs': `export const model = await WebAssembly.instantiate(bytes);`,
      'old.cjs': `const { model } = require("./lib/other");`, 'lib/other.js': `module.exports = { model: new WebAssembly.Module(bytes) };`,
      'build.mjs': `run('clang', '-o', 'model.wasm');`, 'page.js': `import * as kernel from './kernel.wasm';`, 'lazy.mjs': `await import('./lib/model.mjs')`,
    };
    assert.deepEqual(programs(scripts), ['lazy.mjs', 'old.cjs', 'page.js', 'serve.mjs']);
  });

  it('are none among scripts that import each other in a circle, nor where no module is loaded', () => {
    assert.deepEqual(programs({ 'a.mjs': `import './b.mjs'; new WebAssembly.Module(x)`, 'b.mjs': `import './a.mjs';`, 'c.mjs': 'console.log(1)' }), []);
  });

  it('are the two versions of an example', () => {
    const folder = join(root, 'examples/llm-cache');
    const scripts = readdirSync(folder).filter((name) => name.endsWith('.mjs'));
    assert.deepEqual(wasmPrograms(new Map(scripts.map((name) => [name, readFileSync(join(folder, name), 'utf8')]))), ['broken.mjs', 'mended.mjs']);
  });
});
