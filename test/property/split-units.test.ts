import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import assert from 'node:assert/strict';
import type { DebugFiles } from '../../src/symbols/debug-files';
import { openSymbols } from '../../src/symbols/open-symbols';
import { readModule } from '../../src/wasm/read-module';
import { fixturePath } from '../fixture-modules';
import { requireTool } from '../tools';
import { askEverything } from './ask-everything';
import { damaged, originalOf } from './damage';
import { seeds } from './damage-run';
import { Dice } from './dice';

const CASES = seeds(60);

describe('damaged split units', () => {
  let folder: string;

  before(function () {
    requireTool(this, 'clang-19', 'wasm-ld-19', 'llvm-dwp-19');
    folder = mkdtempSync(join(tmpdir(), 'wasmscope-split-'));
    const run = (tool: string, ...args: readonly string[]): void => void execFileSync(tool, args, { cwd: folder, stdio: 'pipe' });
    run('clang-19', '--target=wasm32', '-nostdlib', '-ffreestanding', '-O1', '-gdwarf-5', '-gsplit-dwarf', '-c', fixturePath('shapes.c'), '-o', 'shapes.o');
    run('wasm-ld-19', '--no-entry', '--export-all', 'shapes.o', '-o', 'shapes.wasm');
    run('llvm-dwp-19', 'shapes.dwo', '-o', 'shapes.dwp');
  });

  after(() => {
    if (folder) rmSync(folder, { recursive: true });
  });

  for (const [file, kind] of [['shapes.dwo', 'split-dwarf'], ['shapes.dwp', 'dwarf-package']] as const) {
    it(`in a ${file.slice(-3)} file: ${CASES.count} of them can be asked everything`, async () => {
      const module = new Uint8Array(readFileSync(join(folder, 'shapes.wasm')));
      const split = new Uint8Array(readFileSync(join(folder, file)));
      const giving = (bytes: Uint8Array): DebugFiles => (request) => Promise.resolve(request.kind === kind ? bytes : undefined);
      const symbols = await openSymbols(readModule(module), giving(split));
      assert.ok(symbols.globals().length > 0, 'the undamaged file is read');
      const original = originalOf(file, split);
      for (let seed = CASES.first; seed < CASES.first + CASES.count; seed++) {
        try {
          await askEverything(module, giving(damaged(original, new Dice(seed))));
        } catch (error) {
          throw new Error(`WASMSCOPE_SEED=${seed} fails`, { cause: error });
        }
      }
    });
  }
});
