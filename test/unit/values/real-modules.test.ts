import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ModuleSymbols } from '../../../src/symbols/module-symbols';
import { openSymbols } from '../../../src/symbols/open-symbols';
import type { FrameState, WasmValue } from '../../../src/symbols/variable';
import { evaluate } from '../../../src/values/evaluate';
import { displayVariable } from '../../../src/values/value-node';
import { readModule } from '../../../src/wasm/read-module';
import { root } from '../../tools';

/** A module running in this very process, seen through its own debug information. */
async function run(file: string): Promise<{ symbols: ModuleSymbols; call: (name: string, ...args: number[]) => number; frame: FrameState }> {
  const bytes = readFileSync(join(root, 'test/fixtures', file));
  const { module, instance } = await WebAssembly.instantiate(bytes, importsOf(bytes));
  assert.ok(module);
  const memory = instance.exports['memory'] as WebAssembly.Memory;
  const nothing = (): Promise<WasmValue | undefined> => Promise.resolve(undefined);
  const frame: FrameState = { local: nothing, global: nothing, stack: nothing, memory: { read: (address, size) => Promise.resolve(new Uint8Array(memory.buffer).slice(address, address + size)) } };
  return { symbols: await openSymbols(readModule(bytes)), call: (name, ...args) => (instance.exports[name] as (...args: number[]) => number)(...args), frame };
}

/** Whatever it imports (the core library's panics) is never called here. */
function importsOf(bytes: Uint8Array): WebAssembly.Imports {
  const imports: WebAssembly.Imports = {};
  for (const { module, name } of WebAssembly.Module.imports(new WebAssembly.Module(bytes))) (imports[module] ??= {})[name] = () => assert.fail(`${name} was called`);
  return imports;
}

const C_MODULES = ['shapes-o0-dwarf4.wasm', 'shapes-o0-dwarf5.wasm', 'shapes-o2-dwarf4.wasm', 'shapes-o2-dwarf5.wasm', 'shapes-os-dwarf4.wasm'];

describe('values of running modules', () => {
  for (const file of C_MODULES) {
    it(`shows C's globals of every kind: ${file}`, async () => {
      const { symbols, call, frame } = await run(file);
      call('create', 7, 5);
      call('create', 9, 6);
      const value = async (expression: string): Promise<string> => (await evaluate(expression, symbols.globals(), frame)).summary;
      assert.equal(await value('created'), '2');
      assert.equal(await value('scale'), '1.5');
      assert.equal(await value('direction'), 'PLUS');
      assert.match(await value('titles[1]'), /^0x[\da-f]+ "triangle"$/);
      assert.match(await value('shapes[0].name'), /^0x[\da-f]+ "square"$/);
      assert.equal(await value('shapes[0].colour'), 'GREEN');
      assert.equal(await value('shapes[1].colour'), 'BLUE');
      assert.equal(await value('shapes[0].corners'), '[{x: 0, y: 0}, {x: 7, y: 0}, {x: 7, y: 14}, {x: 0, y: 14}]');
      assert.deepEqual([await value('shapes[1].visible'), await value('shapes[1].layer'), await value('shapes[1].depth')], ['1', '42', '-3']);
      assert.equal(await value('shapes[0].weight.part'), '2.5');
      assert.equal(await value('shapes[0].weight'), "{whole: 1075838976, part: 2.5, bytes: [0 '\\0', 0 '\\0', 32 ' ', 64 '@']}");
      assert.equal(await value('shapes[1].anonymous.inner'), '9');
      assert.equal(await value('shapes[0].next'), 'null');
      assert.equal(await value('shapes[1].next->corners[2].y'), '14');
      assert.match(await value('shapes[0].measure'), /^function\[\d+\]$/);
    });
  }

  for (const file of ['records-debug.wasm', 'records-release.wasm']) {
    it(`shows Rust's statics: ${file}`, async () => {
      const { symbols, call, frame } = await run(file);
      call('measure', 3, 1.5);
      const shown = new Map(await Promise.all(symbols.globals().map(async (variable) => [variable.name.replace(/^.*::/, ''), (await displayVariable(variable, frame)).summary] as const)));
      assert.equal(shown.get('CALLS'), '1');
      assert.equal(shown.get('UNITS'), '["celsius", "raw"]');
    });
  }
});
