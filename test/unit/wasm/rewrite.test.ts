import assert from 'node:assert/strict';
import { ByteWriter } from '../../../src/base/byte-writer';
import { DecodeError } from '../../../src/base/decode-error';
import { moduleOffset, rewrittenOffset } from '../../../src/base/offsets';
import { decodeBody } from '../../../src/wasm/function-body';
import type { WasmFunction, WasmModule } from '../../../src/wasm/module';
import { readModule } from '../../../src/wasm/read-module';
import { assemble, assembleLocals } from '../../../src/wasm/rewrite/assemble';
import type { RewrittenModule } from '../../../src/wasm/rewrite/module-rewriter';
import { ModuleRewriter } from '../../../src/wasm/rewrite/module-rewriter';
import { fixture, fixtureNames } from '../../fixture-modules';
import { textToModule } from '../../fixtures/text-to-module';
import { ModuleBytes } from './module-bytes';

/** Every exported function calls `hook` with its original index first: an import, or a function that counts in a global. */
function wrapExports(module: WasmModule, hookIsImport: boolean): RewrittenModule & { readonly wrapped: ReadonlySet<number> } {
  const rewriter = new ModuleRewriter(module);
  const type = rewriter.addType({ params: ['i32'], results: [] });
  const counter = rewriter.addGlobal({ type: 'i64', mutable: true }, 0n);
  const count = { origin: moduleOffset(0), parts: [assembleLocals([2, 'i64']), assemble([['global.get', counter], ['i64.const', 1n], ['i64.add'], ['global.set', counter], ['end']])] };
  const hook = hookIsImport ? rewriter.addFunctionImport('hooks', 'entered', type) : rewriter.addFunction(type, count, 'entered');
  rewriter.addExport({ name: 'hook counter', kind: 'global', index: counter });
  const wrapped = new Set(module.exports.filter(({ kind, index }) => kind === 'func' && index >= module.importedFunctionCount).map(({ index }) => index));
  for (const index of wrapped) {
    const fn = defined(module, index);
    const inner = rewriter.addFunction(fn.typeIndex, { parts: [{ start: fn.bodyStart, end: fn.bodyEnd }], origin: fn.bodyStart }, module.functionName(index));
    const forward = module.types[fn.typeIndex]!.params.map((_, parameter) => ['local.get', parameter] as const);
    rewriter.replaceBody(index, { origin: fn.bodyStart, parts: [assembleLocals(), assemble([['i32.const', index], ['call', hook], ...forward, ['call', inner], ['end']])] });
  }
  return { ...rewriter.finish(), wrapped };
}

function defined(module: WasmModule, index: number): WasmFunction {
  return module.functions.withIndex(index)!;
}

/** Every instruction of `rewritten` must be the one that its offset leads back to, in `original`. */
function assertSameCode(original: WasmModule, from: WasmFunction, result: WasmModule, to: WasmFunction, { offsetMap }: RewrittenModule): void {
  const old = decodeBody(original, from).instructions;
  const now = decodeBody(result, to).instructions;
  assert.deepEqual(now.map(({ mnemonic }) => mnemonic), old.map(({ mnemonic }) => mnemonic));
  assert.deepEqual(now.map(({ offset }) => offsetMap.toOriginal(rewrittenOffset(offset))), old.map(({ offset }) => offset));
}

for (const hookIsImport of [true, false]) {
  describe(`rewriting with ${hookIsImport ? 'an import added, functions renumbered' : 'functions appended'}`, () => {
    for (const name of fixtureNames()) {
      it(`wraps every export of ${name}`, () => {
        const module = readModule(fixture(name));
        const rewritten = wrapExports(module, hookIsImport);
        assert.doesNotThrow(() => new WebAssembly.Module(rewritten.bytes));
        const result = readModule(rewritten.bytes);
        assert.deepEqual(result.problems, []);
        const shift = hookIsImport ? 1 : 0;
        for (const fn of module.functions) {
          const now = defined(result, fn.index + shift);
          if (rewritten.wrapped.has(fn.index)) {
            for (const { offset } of decodeBody(result, now).instructions) assert.equal(rewritten.offsetMap.toOriginal(rewrittenOffset(offset)), fn.bodyStart);
          } else assertSameCode(module, fn, result, now, rewritten);
        }
        const copies = [...result.functions].slice(-rewritten.wrapped.size);
        for (const [position, index] of [...rewritten.wrapped].entries()) assertSameCode(module, defined(module, index), result, copies[position]!, rewritten);
      });
    }
  });
}

describe('a rewritten module', () => {
  it('may have more functions than a call has room for arguments', () => {
    const count = 60_000;
    const leb = (value: number): number[] => [...new ByteWriter().uleb(value).finish()];
    const body = [4, 0, 0x10, 0, 0x0b];
    const names = Array.from({ length: count }, (_, index) => [...leb(index), 1, 0x66]).flat();
    const functionNames = [...leb(count), ...names];
    const bytes = new ModuleBytes()
      .section('type', 1, 0x60, 0, 0)
      .section('function', leb(count), new Array<number>(count).fill(0))
      .section('export', 1, 'run', 0, 1)
      .section('code', leb(count), new Array<number[]>(count).fill(body).flat())
      .section('custom', 'name', 1, leb(functionNames.length), functionNames)
      .finish();
    const { bytes: rewritten } = wrapExports(readModule(bytes), true);
    const result = readModule(rewritten);
    assert.deepEqual([result.problems, result.functions.length, result.names.functions.size > count], [[], count + 1, true]);
    assert.deepEqual(decodeBody(result, result.functions.at(count - 1)!).instructions.map(({ immediates }) => immediates), decodeBody(result, result.functions.at(0)!).instructions.map(({ immediates }) => immediates));
  });

  it('computes the same, and calls the hook', async () => {
    const module = readModule(fixture('shapes-o2-dwarf5.wasm'));
    const entered: number[] = [];
    const { instance } = await WebAssembly.instantiate(wrapExports(module, true).bytes, { hooks: { entered: (index: number) => entered.push(index) } });
    const plain = (await WebAssembly.instantiate(module.bytes)).instance;
    for (const { exports } of [instance, plain]) {
      const { create, perimeter, measure_all, fibonacci, weigh } = exports as Record<string, (...args: unknown[]) => unknown>;
      const shape = create!(3, 5);
      assert.deepEqual([perimeter!(shape), measure_all!(create!(4, 0)), fibonacci!(9), weigh!(1, 2, 3, 4n)], [18, 50n, 34, 13]);
    }
    assert.deepEqual([...new Set(entered)].map((index) => module.functionName(index)), ['create', 'perimeter', 'measure_all', 'fibonacci', 'weigh']);
  });

  it('keeps names true, of old functions and new', () => {
    const module = readModule(fixture('features.wasm'));
    const result = readModule(wrapExports(module, true).bytes);
    for (const { index } of module.functions) assert.equal(result.names.functions.get(index + 1), module.names.functions.get(index));
    assert.equal(result.names.functions.get(0), 'log');
    assert.equal(result.names.functions.get(result.importedFunctionCount + result.functions.length - 1), 'twice');
    assert.deepEqual([...result.names.locals(3)], [...module.names.locals(2)]);
    assert.deepEqual([...result.names.of('table')], [...module.names.of('table')]);
    assert.deepEqual(result.elements.map(({ functions }) => functions), [[3, 4], [3], [2], [3, null]]);
    assert.equal(result.startFunction, 2);
  });

  it('keeps custom sections byte for byte, and drops hints about code that has moved', () => {
    const module = readModule(fixture('shapes-o0-dwarf5.wasm'));
    const result = readModule(wrapExports(module, true).bytes);
    for (const { name } of module.sections.filter((section) => section.name.startsWith('.debug'))) assert.deepEqual(result.customSection(name), module.customSection(name));
    const hinted = readModule(new ModuleBytes().section('custom', 'metadata.code.branch_hint', 0).section('custom', 'kept', 7).finish());
    assert.deepEqual(readModule(new ModuleRewriter(hinted).finish().bytes).sections.map(({ name }) => name), ['kept']);
  });

  it('may index past 127 with the bytes of smaller indexes before', async () => {
    // Each adds its index to what the one before it gives, but for every tenth.
    const call = (index: number): string => (index % 10 === 0 ? 'i32.const 0' : `call ${index - 1}`);
    const functions = Array.from({ length: 140 }, (_, index) => `(func (export "f${index}") (result i32) i32.const ${index} ${call(index)} i32.add)`);
    const module = readModule(await textToModule(`(module ${functions.join('\n')} (table funcref (elem 0 126 127 128 139)))`));
    const rewritten = wrapExports(module, true);
    const run = (bytes: Uint8Array): unknown[] => {
      const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { hooks: { entered: () => undefined } });
      return functions.map((_, index) => (exports[`f${index}`] as () => number)());
    };
    assert.deepEqual(run(rewritten.bytes), run(module.bytes));
    assert.deepEqual(readModule(rewritten.bytes).elements[0]!.functions, [1, 127, 128, 129, 140]);
  });

  it('grows sections that were not there', () => {
    const empty = readModule(new ModuleBytes().section('custom', 'first', 1).finish());
    const rewriter = new ModuleRewriter(empty);
    const type = rewriter.addType({ params: [], results: ['i64'] });
    const add = rewriter.addFunctionImport('env', 'add', type);
    const table = rewriter.addTable(2, 3);
    const memory = rewriter.addMemory(1, 2);
    const fn = rewriter.addFunction(type, { origin: moduleOffset(0), parts: [assembleLocals(), assemble([['call', add], ['i64.const', -5n], ['i64.add'], ['end']])] });
    rewriter.addExport({ name: 'run', kind: 'func', index: fn });
    rewriter.addExport({ name: 'table', kind: 'table', index: table });
    rewriter.addExport({ name: 'memory', kind: 'memory', index: memory });
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(rewriter.finish().bytes), { env: { add: () => 12n } });
    assert.equal((exports['run'] as () => bigint)(), 7n);
    assert.equal((exports['table'] as WebAssembly.Table).length, 2);
    assert.equal((exports['memory'] as WebAssembly.Memory).buffer.byteLength, 65_536);
  });

  it('takes code in between copied ranges', () => {
    const module = readModule(fixture('features.wasm'));
    const twice = defined(module, 2);
    const code = decodeBody(module, twice);
    const rewriter = new ModuleRewriter(module);
    const last = code.instructions.at(-1)!;
    const addTen = assemble([['i32.const', 10], ['i32.add']]);
    rewriter.replaceBody(2, { origin: last.offset, parts: [{ start: twice.bodyStart, end: last.offset }, addTen, { start: last.offset, end: last.end }] });
    const { bytes, offsetMap } = rewriter.finish();
    const result = readModule(bytes);
    const now = decodeBody(result, defined(result, 2)).instructions;
    assert.deepEqual(now.map(({ offset }) => offsetMap.toOriginal(rewrittenOffset(offset))), [...code.instructions.slice(0, -1).map(({ offset }) => offset), last.offset, last.offset, last.offset]);
  });

  it('is not made of a damaged one', () => {
    const bytes = fixture('features.wasm');
    assert.throws(() => new ModuleRewriter(readModule(bytes.subarray(0, 400))), DecodeError);
    assert.throws(() => new ModuleRewriter(readModule(new Uint8Array())), DecodeError);
  });
});
