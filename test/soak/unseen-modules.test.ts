import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { instructionBoundaries } from '../../src/wasm/function-body';
import { readModule } from '../../src/wasm/read-module';
import { DWARFDUMP, SYMBOLIZER } from '../llvm';
import { compareModule } from '../oracle/compare-module';
import { assertAgreement, REWRITTEN_SHARE } from '../oracle/comparison';
import { fetchedSource } from '../oracle/fetched-source';
import { requireTool, root } from '../tools';

/** Published modules: Rust, C, C++, Go and emscripten; stripped, with names, with source maps, with DWARF; threads, SIMD, side modules. */
const PACKAGES = [
  'source-map@0.7.4', '@resvg/resvg-wasm@2.6.2', 'esbuild-wasm@0.28.2', 'sql.js@1.16.0', 'web-tree-sitter@0.27.1', 'tree-sitter-python@0.25.0',
  '@jitl/quickjs-wasmfile-debug-sync@0.32.0', 'wasmoon@1.16.0', 'tiktoken@1.0.22', 'vscode-oniguruma@2.0.1', 'yoga-wasm-web@0.3.3',
  '@rollup/wasm-node@4.68.4', 'argon2-browser@1.18.0', 'lightningcss-wasm@1.33.0',
];
/** The slowest answer allowed, of modules of some 15 MB in a fresh process. */
const SLOWEST_MS = 60_000;

interface Answer {
  readonly status: number | null;
  readonly out: string;
  readonly said: string;
}

function ask(...argv: string[]): Answer {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'dist', 'cli.js'), ...argv], { encoding: 'utf8', timeout: SLOWEST_MS, maxBuffer: 1 << 29 });
  return { status, out: stdout, said: stderr };
}

/** It came to an end, by itself, and what it has to say are lines for people. */
function assertSensible(answer: Answer, what: string): void {
  assert.ok(answer.status === 0 || answer.status === 1, `${what}: exit code ${answer.status}`);
  for (const line of answer.said.trimEnd().split('\n')) assert.match(line, /^(?:wasmscope: \S.*)?$/, `${what} said ${line}`);
  assert.ok(answer.out !== '' || answer.said !== '', `${what} said nothing at all`);
}

function modulesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.wasm')).map((name) => join(folder, name)).filter((path) => statSync(path).size > 8);
}

function fetchedOrSkip(test: Mocha.Context, name: string): string {
  try {
    return fetchedSource({ npm: name });
  } catch (error) {
    if (process.env['WASMSCOPE_FULL'] === '1') throw error;
    console.log(`      skipped: ${name} could not be fetched`);
    return test.skip();
  }
}

describe('modules as they are published', () => {
  for (const name of PACKAGES) {
    it(name, async function () {
      const paths = modulesOf(fetchedOrSkip(this, name));
      assert.ok(paths.length > 0);
      for (const path of paths) {
        const module = readModule(readFileSync(path));
        const functions = [...module.functions];
        const some = [0, 0.3, 0.6, 0.999].map((part) => functions[Math.floor(part * functions.length)]!);
        const offsets = some.map((fn) => String(instructionBoundaries(module, fn)[0]));
        const inspected = ask('inspect', '--json', path);
        assertSensible(inspected, `inspect ${path}`);
        assert.equal(typeof JSON.parse(inspected.out), 'object');
        const symbolicated = ask('symbolicate', '--json', path, ...offsets);
        assertSensible(symbolicated, `symbolicate ${path}`);
        const frames = (JSON.parse(symbolicated.out) as { readonly frames: readonly { readonly file: string | null; readonly line: number }[] }[]).flatMap((each) => each.frames);
        assertSensible(ask('scope', path, ...offsets), `scope ${path}`);
        const placed = frames.find(({ file, line }) => file !== null && line > 0);
        const located = ask('locate', '--json', path, placed ? `${placed.file}:${placed.line}` : 'main.c:1');
        assertSensible(located, `locate ${path}`);
        if (placed) assert.match(located.out, /"offsets":\s*\[\s*\d/, `${placed.file}:${placed.line} of ${path}`);
        assertSensible(ask('wat', path, String(some[1]!.index)), `wat ${path}`);
        const isMapped = existsSync(`${path}.map`) && placed !== undefined;
        if (!module.customSection('.debug_info') && !isMapped) continue;
        requireTool(this, SYMBOLIZER, DWARFDUMP);
        for (const comparison of Object.values(await compareModule(path, { places: 3000, functions: 200 }))) assertAgreement(comparison, REWRITTEN_SHARE);
      }
    });
  }
});
