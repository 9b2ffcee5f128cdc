import assert from 'node:assert/strict';
import { DwarfFile } from '../../../src/dwarf/dwarf-file';
import { debugSections } from '../../../src/dwarf/debug-sections';
import { NameIndex } from '../../../src/symbols/name-index';
import type { ModuleSymbols } from '../../../src/symbols/module-symbols';
import { openSymbols } from '../../../src/symbols/open-symbols';
import { readModule } from '../../../src/wasm/read-module';
import { fixture } from '../../fixture-modules';

const open = (name: string): Promise<ModuleSymbols> => openSymbols(readModule(fixture(name)));

function functionNames(symbols: ModuleSymbols): string[] {
  return [...symbols.module.functions].map(({ bodyStart }) => symbols.functionAt(bodyStart)!.name);
}

describe('names of C++', () => {
  it('are the same with and without template arguments in them', async () => {
    const [full, simple] = [await open('names-full.wasm'), await open('names-simple.wasm')];
    assert.deepEqual(functionNames(simple), functionNames(full));
    const describe = ({ name, type }: { name: string; type: { name: string } }): string => `${name}: ${type.name}`;
    assert.deepEqual(simple.globals().map(describe), full.globals().map(describe));
    assert.ok(full.globals().some(({ type }) => type.name === "lib::Tagged<(lib::Mode)1, true, 'x'>"));
  });

  it('tell scopes where entries have none', async () => {
    const names = functionNames(await open('names-full.wasm'));
    for (const name of ["go::$_1::operator()::'lambda'::operator()", 'go::$_0::operator()<double>', 'lib::(anonymous namespace)::Hidden::twice', 'lib::Ring<int, 4>::operator<<', 'lib::Ring<int, 4>::operator bool']) {
      assert.ok(names.includes(name), `${name} of ${names.join('; ')}`);
    }
  });

  it('are read of symbols where only lines are known', async () => {
    const symbols = await open('names-lines-only.wasm');
    const fn = symbols.functionsNamed('lib::Part::method')[0];
    assert.deepEqual([fn?.name, fn?.linkageName], ['lib::Part::method(int) const', '_ZNK3lib4Part6methodEi']);
  });

  it('find types by whole names, however their arguments are written', async () => {
    for (const file of ['names-full.wasm', 'names-simple.wasm']) {
      const symbols = await open(file);
      for (const [name, sizeBytes] of [['lib::Ring<int, 4>', 16], ['lib::Ring<lib::Ring<double, 2>, 3>', 48], ['lib::Ring<int, 4>::Iter', 4], ['lib::Ring<int, 4>::Pair<char>', 8], ['lib::Part', 4], ['int', 4]] as const) {
        assert.equal(symbols.typeNamed(name)?.sizeBytes, sizeBytes, `${name} in ${file}`);
        assert.equal(symbols.typeNamed(name)?.name, name);
      }
      for (const name of ['Ring<int, 4>', 'lib::Ring', 'lib::Ring<int, 5>', 'Iter', '']) assert.equal(symbols.typeNamed(name), undefined, name);
    }
  });
});

describe('names of Rust', () => {
  for (const name of ['tasks-debug.wasm', 'tasks-release.wasm']) {
    it(`are those of the source in ${name}`, async () => {
      const symbols = await open(name);
      const shown = new Map<string, string | null>();
      for (const { bodyStart, bodyEnd } of symbols.module.functions) {
        for (let offset = bodyStart; offset < bodyEnd; offset++) for (const frame of symbols.framesAt(offset)) shown.set(frame.function, frame.linkageName);
      }
      const expected = [
        'tasks::service::answer (async fn)', 'tasks::service::answer::{async block}', 'tasks::service::inner::<tasks::service::answer::{closure#1}> (async fn)',
        'tasks::service::worker::run::<u8>', 'tasks::service::worker::run::<u32>::{closure#1}::{closure}', '<[T; 2] as tasks::service::Shape>::area', 'go',
      ];
      for (const wanted of expected) assert.ok(shown.has(wanted), `${wanted} of ${[...shown.keys()].join('; ')}`);
      assert.match(shown.get('tasks::service::answer (async fn)')!, /^_ZN5tasks7service6answer28_\$u7b\$\$u7b\$closure/);
    });
  }
});

describe('a search for symbols', () => {
  const found = (symbols: ModuleSymbols, query: string, limit?: number): string[] => symbols.symbolsLike(query, limit === undefined ? {} : { limit }).symbols.map(({ kind, name }) => `${kind} ${name}`);

  it('has whole names first, then beginnings, then parts, then what arguments hold', async () => {
    const symbols = await open('names-full.wasm');
    const order = found(symbols, 'PART');
    assert.deepEqual(order.slice(0, 2), ['type lib::Part', 'global parts']);
    const places = ['function lib::Part::method', 'type lib::Ring<const lib::Part *, 1>'].map((name) => order.indexOf(name));
    assert.ok(places[0]! > 1 && places[1]! > places[0]!, order.join('; '));
  });

  it('tells where each is', async () => {
    const symbols = await open('names-simple.wasm');
    const { symbols: [fn], complete } = symbols.symbolsLike('lib::Part::method');
    assert.deepEqual(fn, { kind: 'function', name: 'lib::Part::method', file: '/fixtures/names.cpp', line: 6, offset: symbols.functionsNamed('lib::Part::method')[0]!.bodyPlace });
    assert.equal(complete, true);
    assert.deepEqual(symbols.symbolsLike('made', { kinds: ['global'] }).symbols, [{ kind: 'global', name: 'lib::Part::made', file: '/fixtures/names.cpp', line: 7, offset: null }]);
    assert.deepEqual(symbols.symbolsLike('names.', { kinds: ['file'] }).symbols.map(({ name }) => name), ['/fixtures/names.cpp']);
  });

  it('says when there is more', async () => {
    const symbols = await open('names-simple.wasm');
    const { symbols: some, complete } = symbols.symbolsLike('lib', { limit: 3 });
    assert.equal(some.length, 3);
    assert.equal(complete, false);
    assert.deepEqual(symbols.symbolsLike('no such name'), { symbols: [], complete: true });
  });

  it('does without names in the module, and without debug information', async () => {
    assert.deepEqual(found(await open('tasks-release.wasm'), 'worker::run').sort(), ['function tasks::service::worker::run::<u32>', 'function tasks::service::worker::run::<u8>']);
    assert.deepEqual(found(await open('shapes-no-debug.wasm'), 'perimeter'), ['function perimeter']);
assert.deepEqual(found(await open('tally-assemblyscript.wasm'), 'sumTo'), ['function tally/sumTo']);
  });
});

describe('the index of names', () => {
  it('reads units no further than an answer is', () => {
    const module = readModule(fixture('heap-wasi-libc.wasm'));
    const file = new DwarfFile(debugSections((name) => module.customSection(name)), []);
    const read = new Set<number>();
    for (const [number, unit] of file.units.entries()) {
      const cursor = unit.cursor.bind(unit);
      unit.cursor = (offset) => {
        read.add(number);
        return cursor(offset);
      };
    }
    assert.ok(file.units.length > 2);
    const index = new NameIndex(() => file.units, []);
    assert.ok(index.typeNamed('int'));
    const some = read.size;
    assert.ok(some < file.units.length, `${some} of ${file.units.length} units`);
    assert.equal(index.typeNamed('no::such::type'), undefined);
    assert.equal(read.size, file.units.length);
  });
});
