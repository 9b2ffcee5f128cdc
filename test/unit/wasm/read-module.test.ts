import assert from 'node:assert/strict';
import { moduleOffset } from '../../../src/base/offsets';
import type { WasmModule } from '../../../src/wasm/module';
import { readModule } from '../../../src/wasm/read-module';
import { fixture, fixtureNames } from '../../fixture-modules';
import { ModuleBytes } from './module-bytes';

const I32 = 0x7f;
const END = 0x0b;

const problemsOf = (module: WasmModule): string[] => module.problems.map(({ message }) => message);

describe('readModule', () => {
  it('reads every section of the features module', () => {
    const module = readModule(fixture('features.wasm'));
    assert.deepEqual(problemsOf(module), []);
    assert.deepEqual(module.sections.map(({ name }) => name), ['type', 'import', 'function', 'table', 'tag', 'global', 'export', 'start', 'element', 'datacount', 'code', 'data', 'name']);
    assert.deepEqual(module.types[1], { params: ['i32', 'i64'], results: ['i64', 'i32'] });
    assert.deepEqual(module.imports, [
      { module: 'env', name: 'log', kind: 'func', index: 0, typeIndex: 2 },
      { module: 'env', name: 'base', kind: 'global', index: 0 },
      { module: 'env', name: 'pages', kind: 'memory', index: 0 },
    ]);
    assert.deepEqual(module.memories, [{ initialPages: 1, maximumPages: 4, shared: false, is64: false, pageSizeBytes: 65_536 }]);
    assert.deepEqual(module.tables.map(({ element, initial, maximum }) => [element, initial, maximum]), [['funcref', 4, 16], ['externref', 2, null]]);
    assert.deepEqual(module.globals.map(({ type, mutable }) => `${mutable ? 'mut ' : ''}${type}`), ['i32', 'mut i32', 'i64', 'mut f64', 'funcref']);
    assert.deepEqual(module.globalInitialisers.map(({ constant }) => constant), [7n, -9007199254740993n, null, null]);
    assert.deepEqual(module.tags, [2]);
    assert.equal(module.startFunction, 1);
    assert.deepEqual(module.exports.map(({ name, kind, index }) => `${name} ${kind} ${index}`), ['twice func 2', 'memory memory 0', 'calls table 0', 'counter global 1', 'failure tag 0']);
    assert.deepEqual(module.elements.map(({ mode, functions }) => [mode, functions]), [
      ['active', [2, 3]],
      ['passive', [2]],
      ['declarative', [1]],
      ['active', [2, null]],
    ]);
    assert.deepEqual(module.data.map(({ mode, offset, payloadSize }) => [mode, offset?.constant ?? null, payloadSize]), [
      ['active', 16n, 6],
      ['passive', null, 13],
    ]);
    assert.equal(Buffer.from(module.bytes.subarray(module.data[0]!.payloadOffset)).toString('latin1', 0, 5), 'hello');
  });

  it('reads names of every kind', () => {
    const { names } = readModule(fixture('features.wasm'));
    assert.equal(names.module, 'features');
    assert.deepEqual([...names.functions].slice(0, 3), [[0, 'log'], [1, 'begin'], [2, 'twice']]);
    assert.deepEqual([...names.locals(2)], [[0, 'value'], [1, 'result']]);
    assert.deepEqual([...names.locals(99)], []);
    assert.equal(names.globals.get(3), 'ratio');
    assert.equal(names.of('table').get(1), 'objects');
    assert.equal(names.of('tag').get(0), 'failure');
    assert.equal(names.of('data').get(1), 'later');
    assert.equal(names.of('element').get(3), 'typed');
  });

  it('reads what compilers say about themselves', () => {
    const module = readModule(fixture('shapes-build-id.wasm'));
    assert.deepEqual(module.producers.map(({ field }) => field), ['language', 'processed-by']);
    assert.ok(module.targetFeatures.includes('+sign-ext'));
    assert.match(module.buildId ?? '', /^[0-9a-f]{32}$/);
    assert.equal(module.customSection('.debug_line')?.length, module.sections.find(({ name }) => name === '.debug_line')?.payloadSize);
    assert.equal(module.customSection('.debug_types'), undefined);
  });

  it('reads the texts of small custom sections', () => {
    const module = readModule(
      new ModuleBytes().section('custom', 'sourceMappingURL', 'maps/app.wasm.map').section('custom', 'external_debug_info', 'app.debug.wasm').section('custom', 'build_id', 3, 0xab, 0, 0x1f).finish(),
    );
    assert.equal(module.sourceMappingUrl, 'maps/app.wasm.map');
    assert.equal(module.externalDebugInfo, 'app.debug.wasm');
    assert.equal(module.buildId, 'ab001f');
    assert.deepEqual(problemsOf(module), []);
  });

  it('views bytes and copies none', () => {
    const bytes = fixture('shapes-o0-dwarf5.wasm');
    const module = readModule(bytes);
    assert.equal(module.bytes, bytes);
    assert.equal(module.customSection('.debug_info')?.buffer, bytes.buffer);
  });

  it('finds the function at an offset, and none between bodies', () => {
    for (const name of fixtureNames()) {
      const module = readModule(fixture(name));
      for (const [position, fn] of [...module.functions].entries()) {
        assert.equal(fn.index, module.importedFunctionCount + position);
        assert.deepEqual(module.functionAt(fn.bodyStart), fn);
        assert.deepEqual(module.functionAt(moduleOffset(fn.bodyEnd - 1)), fn);
        assert.notEqual(module.functionAt(moduleOffset(fn.bodyStart - 1))?.index, fn.index);
        assert.notEqual(module.functionAt(fn.bodyEnd)?.index, fn.index);
      }
      assert.equal(module.functionAt(moduleOffset(0)), undefined);
      assert.equal(module.functionAt(moduleOffset(module.bytes.length)), undefined);
    }
  });

  it('agrees with the engine on imports and exports of every fixture', () => {
    for (const name of fixtureNames()) {
      const module = readModule(fixture(name));
      const engine = new WebAssembly.Module(fixture(name));
      const kinds = { func: 'function', table: 'table', memory: 'memory', global: 'global', tag: 'tag' };
      assert.deepEqual(module.imports.map((item) => [item.module, item.name, kinds[item.kind]]), WebAssembly.Module.imports(engine).map((item) => [item.module, item.name, item.kind]));
      assert.deepEqual(module.exports.map((item) => [item.name, kinds[item.kind]]), WebAssembly.Module.exports(engine).map((item) => [item.name, item.kind]));
      assert.deepEqual(problemsOf(module), [], name);
    }
  });

  it('names a function by name section, export, import, in this order', () => {
    const module = readModule(fixture('shapes-stripped.wasm'));
    const exported = new Map(module.exports.filter(({ kind }) => kind === 'func').map(({ index, name }) => [index, name]));
    assert.deepEqual([...module.functions].map(({ index }) => module.functionName(index)), [...module.functions].map(({ index }) => exported.get(index)));
    assert.ok(exported.size > 0 && exported.size < module.functions.length);
    assert.equal(readModule(fixture('features.wasm')).functionName(0), 'log');
    const unnamed = readModule(new ModuleBytes().section('type', 1, 0x60, 0, 0).section('import', 1, 'env', 'f', 0, 0).finish());
    assert.equal(unnamed.functionName(0), 'env.f');
  });

  it('reads types of the garbage collection proposal, and keeps indexes', () => {
    const module = readModule(
      new ModuleBytes()
        .section('type', 4, [0x60, 1, 0x64, 2, 1, 0x63, 0x70], [0x4e, 2], [0x50, 0, 0x5f, 2, 0x78, 0, 0x7f, 1], [0x4f, 1, 1, 0x5e, 0x77, 1], [0x60, 0, 1, 0x6d], [0x60, 1, 0x69, 0])
        .finish(),
    );
    assert.deepEqual(problemsOf(module), []);
    assert.deepEqual(module.types, [
      { params: ['(ref 2)'], results: ['(ref null func)'] },
      undefined,
      undefined,
      { params: [], results: ['eqref'] },
      { params: ['exnref'], results: [] },
    ]);
  });

  it('reads 64-bit and shared memories, page sizes, tables with initialisers', () => {
    const module = readModule(
      new ModuleBytes()
        .section('table', 1, 0x40, 0, 0x70, 0, 1, 0xd2, 0, END)
        .section('memory', 3, [3, 1, 2], [4, 1], [8, 1, 0])
        .finish(),
    );
    assert.deepEqual(problemsOf(module), []);
    assert.deepEqual(module.tables[0]!.initialiser?.functions, [0]);
    assert.deepEqual(module.memories, [
      { initialPages: 1, maximumPages: 2, shared: true, is64: false, pageSizeBytes: 65_536 },
      { initialPages: 1, maximumPages: null, shared: false, is64: true, pageSizeBytes: 65_536 },
      { initialPages: 1, maximumPages: null, shared: false, is64: false, pageSizeBytes: 1 },
    ]);
  });
});

describe('readModule on damaged input', () => {
  it('says what a file is that is no module', () => {
    assert.match(problemsOf(readModule(new Uint8Array()))[0]!, /header at 0x0: unexpected end/);
    assert.match(problemsOf(readModule(Buffer.from('console.log(1)')))[0]!, /not a WebAssembly binary/);
    assert.match(problemsOf(readModule(Uint8Array.of(0, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0)))[0]!, /component, not a core module/);
    assert.match(problemsOf(readModule(Uint8Array.of(0, 0x61, 0x73, 0x6d, 2, 0, 0, 0)))[0]!, /version 2/);
  });

  it('keeps what stands before the damage, section by section', () => {
    const bytes = new ModuleBytes()
      .section('type', 3, [0x60, 0, 0], [0x60, 0, 1, I32], [0x11])
      .section('function', 1, 0)
      .section('code', 1, 2, 0, END)
      .finish();
    const module = readModule(bytes);
    assert.deepEqual(module.types, [{ params: [], results: [] }, { params: [], results: ['i32'] }]);
    assert.equal(module.functions.length, 1);
    assert.deepEqual(problemsOf(module), ['type at 0x12: unknown type form 0x11']);
  });

  it('cuts a section at the end of the file', () => {
    const whole = new ModuleBytes().section('type', 1, 0x60, 0, 0).section('function', 1, 0).section('code', 1, 3, 0, 0x01, END).finish();
    const module = readModule(whole.subarray(0, whole.length - 1));
    assert.equal(module.sections.at(-1)!.payloadSize, 4);
    assert.deepEqual(problemsOf(module), ['code at 0x12: section of 5 bytes, but the file ends after 4', 'code at 0x16: unexpected end: 3 bytes wanted, 2 left']);
  });

  it('reads sections that stand out of order, and the first of two', () => {
    const bytes = new ModuleBytes().section('code', 1, 2, 0, END).section('function', 1, 0).section('type', 1, 0x60, 0, 0).section('type', 1, 0x60, 0, 1, I32).finish();
    const module = readModule(bytes);
    assert.equal(module.functions.at(0)!.typeIndex, 0);
    assert.deepEqual(module.types, [{ params: [], results: [] }]);
    assert.deepEqual(problemsOf(module).map((text) => text.replace(/ at 0x\w+/, '')), ['function: section out of order', 'type: section out of order', 'type: duplicate section, ignored']);
  });

  it('reports unknown sections, counts that lie, and bytes left over', () => {
    const bytes = new ModuleBytes().raw(77, 1, 0).section('type', 0xff, 0xff, 0xff, 0xff, 0x0f).section('function', 0, 9).finish();
    assert.deepEqual(problemsOf(readModule(bytes)), [
      'section 77 at 0x8: unknown section',
      'type at 0xd: 4294967295 entries, more than the limit of 1000000',
      'function at 0x15: 1 bytes after the last entry',
    ]);
  });

  it('counts bodies against declarations', () => {
    const module = readModule(new ModuleBytes().section('type', 1, 0x60, 0, 0).section('function', 2, 0, 0).section('code', 1, 2, 0, END).finish());
    assert.equal(module.functions.length, 1);
    assert.match(problemsOf(module)[0]!, /1 bodies for 2 functions declared/);
  });

  it('loses only the damaged part of a name section', () => {
    const module = readModule(new ModuleBytes().section('custom', 'name', [1, 6, 2, 0, 1, 0x61, 1, 9], [7, 4, 1, 0, 1, 0x67]).finish());
    assert.deepEqual([...module.names.functions], [[0, 'a']]);
    assert.deepEqual([...module.names.globals], [[0, 'g']]);
    assert.match(problemsOf(module).join(), /^name at 0x17: unexpected end/);
  });
});
