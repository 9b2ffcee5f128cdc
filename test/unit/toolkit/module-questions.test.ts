import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import type { ModuleSymbols } from '../../../src/symbols/module-symbols';
import { answer, type AnswerOf, type ArgsOf, type Question } from '../../../src/toolkit/module-questions';
import { openModuleFile } from '../../../src/toolkit/open-module';
import { fixtureNames, fixturePath } from '../../fixture-modules';

/** What the page of a module asks. */
describe('questions about a module', () => {
  let folder: string;
  let path: string;
  let symbols: ModuleSymbols;
  const ask = <Name extends Question>(question: Name, args: ArgsOf<Name>): AnswerOf<Name> => answer(symbols, question, args, path);

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'wasmscope-questions-'));
    mkdirSync(join(folder, 'build'));
    mkdirSync(join(folder, '.git'));
    path = join(folder, 'build/shapes.wasm');
    cpSync(fixturePath('shapes-o0-dwarf5.wasm'), path);
    cpSync(fixturePath('shapes.c'), join(folder, 'shapes.c'));
    symbols = await openModuleFile(path);
  });
  after(() => rmSync(folder, { recursive: true }));

  it('outline: sections touch each other, from the header to the end of the file', async () => {
    for (const name of fixtureNames()) {
      const each = await openModuleFile(fixturePath(name));
      const { sections, bytes, functions } = answer(each, 'outline', {}, name);
      let at = 8;
      for (const section of sections) {
        assert.equal(section.start, at, `${name}: ${section.name}`);
        at += section.bytes;
      }
      assert.equal(at, bytes, name);
      assert.equal(functions, each.module.functions.length);
    }
  });

  it('functions: the largest first, a page at a time', () => {
    const { items, total } = ask('functions', { order: 'size' });
    const sizes = items.map(({ start, end }) => end - start);
    assert.equal(total, symbols.module.functions.length);
    assert.deepEqual(sizes, [...sizes].sort((a, b) => b - a));
    assert.deepEqual(ask('functions', { order: 'size', from: 2, count: 3 }).items, items.slice(2, 5));
  });

  it('functions: found by a part of the name in either case, or by the index', () => {
    const all = ask('functions', {}).items;
    const names = ask('functions', { query: 'PERIM' }).items.map(({ name }) => name);
    assert.deepEqual(names, all.filter(({ name }) => name.includes('perim')).map(({ name }) => name));
    assert.ok(names.length > 0);
    const { index } = all.at(-1)!;
    assert.ok(ask('functions', { query: String(index) }).items.some((fn) => fn.index === index));
    assert.equal(ask('functions', { query: 'no such thing' }).total, 0);
  });

  it('imports and exports with their types in words', async () => {
    const features = await openModuleFile(fixturePath('features.wasm'));
    const imports = answer(features, 'imports', {}, 'features.wasm').items;
    const exports = answer(features, 'exports', {}, 'features.wasm').items;
    assert.equal(imports.length, features.module.imports.length);
    assert.equal(exports.length, features.module.exports.length);
    const memory = exports.find(({ kind }) => kind === 'memory')!;
    assert.match(memory.type, /^\d+ pages?(, at most \d+)?/);
    for (const { kind, type } of [...imports, ...exports].filter(({ kind }) => kind === 'func')) assert.match(type, /^\(.*\)( → .+)?$/, kind);
  });

  it('text of a function beside its source: every line points at the line it was made from', () => {
    const [fn] = ask('functionsNamed', { name: 'perimeter' }).items;
    const { lines, sources, isCut } = ask('functionText', { index: fn!.index, folders: [] });
    const [own] = sources;
    assert.equal(own!.path, join(folder, 'shapes.c'), 'found in the project that the module lies in');
    const text = readFileSync(own!.path, 'utf8').split('\n');
    assert.deepEqual(own!.lines, text.slice(own!.firstLine - 1, own!.firstLine - 1 + own!.lines!.length));
    assert.ok(own!.firstLine <= fn!.line && fn!.line < own!.firstLine + own!.lines.length);
    for (const { offset, source, line } of lines) {
      if (offset === null) continue;
      const [frame] = symbols.framesAt(offset as never);
      if (source >= 0) assert.deepEqual([sources[source]!.file, line], [frame!.file, frame!.line]);
    }
    assert.ok(lines.some(({ source }) => source === 0) && !isCut);
    assert.throws(() => ask('functionText', { index: 99_999, folders: [] }), /function 99999 is not defined/);
  });

  it('text of the whole module', () => {
    const { text, isCut } = ask('wat', {});
    assert.match(text, /\(module/);
    assert.ok(text.trimEnd().endsWith(')') && !isCut);
  });
});
