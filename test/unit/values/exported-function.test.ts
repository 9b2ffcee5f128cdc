import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSymbols } from '../../../src/symbols/open-symbols';
import { callableNames, exportedFunction } from '../../../src/values/exported-function';
import { readModule } from '../../../src/wasm/read-module';
import { fixture } from '../../fixture-modules';
import { requireTool } from '../../tools';

const open = (bytes: Uint8Array): ReturnType<typeof openSymbols> => openSymbols(readModule(bytes));

/** `name(declared, …): result`, or WebAssembly's types where nothing is declared. */
async function signatures(bytes: Uint8Array): Promise<string[]> {
  const symbols = await open(bytes);
  return callableNames(symbols).map((name) => {
    const fn = exportedFunction(symbols, name)!;
    const texts = (passed: typeof fn.parameters): string => passed.map(({ type, declared }) => declared?.name ?? type).join(', ');
    return `${fn.exportName}(${texts(fn.parameters)}): ${fn.writes ? `&${fn.writes.name}` : texts(fn.results)}`;
  });
}

describe('values: exported functions', () => {
  it('have the types that they are declared with', async () => {
    assert.deepEqual((await signatures(fixture('calls.wasm'))).slice(0, 9), [
      'bump(int): int', 'half(float, bool): double', 'wide(long long, unsigned char): long long', 'turn(enum direction): enum direction', 'farther(struct point *, int): struct point *',
      'name(): const char *', 'clear(): ', 'mirrored(i32): &struct point', 'boxed(struct box): struct box',
    ]);
    assert.deepEqual(await signatures(fixture('records-debug.wasm')), ['measure(i32, f32): i32', 'calls(): u32', 'checked(u32): i32']);
  });

  it('have those of WebAssembly without debug information', async () => {
    assert.ok((await signatures(fixture('shapes-stripped.wasm'))).includes('weigh(f32, f64, i32, i64): f64'));
  });

  it('are found by what the source calls them', async () => {
    const symbols = await open(fixture('shapes-cpp-o0-dwarf5.wasm'));
    assert.equal(exportedFunction(symbols, 'area_of')?.parameters.length, 3);
    assert.equal(exportedFunction(symbols, 'nothing_of_the_kind'), undefined);
  });

  it('are those inside the wrappers of a command', async function () {
    requireTool(this, 'clang-19', 'wasm-ld-19');
    const folder = mkdtempSync(join(tmpdir(), 'wasmscope-command-'));
    try {
      const file = (name: string): string => join(folder, name);
      writeFileSync(file('twice.c'), 'void __wasm_call_ctors(void); void __wasm_call_dtors(void) {}\n__attribute__((export_name("twice"))) short twice(short value) { return 2 * value; }\n__attribute__((export_name("_start"))) void start(void) {}\n');
      execFileSync('clang-19', ['--target=wasm32', '-g', '-c', file('twice.c'), '-o', file('twice.o')]);
      execFileSync('wasm-ld-19', ['--no-entry', file('twice.o'), '-o', file('twice.wasm')]);
      const symbols = await open(readFileSync(file('twice.wasm')));
      const fn = exportedFunction(symbols, 'twice')!;
      assert.deepEqual([fn.parameters[0]?.declared?.name, fn.results[0]?.declared?.name], ['short', 'short']);
      assert.equal(symbols.module.functionName(fn.index), 'twice');
      assert.notEqual(symbols.module.exports.find(({ name }) => name === 'twice')?.index, fn.index);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
