import assert from 'node:assert/strict';
import { moduleOffset } from '../../../src/base/offsets';
import { UserError } from '../../../src/base/user-error';
import type { LineRow, ModuleSymbols } from '../../../src/symbols/module-symbols';
import { inspectModule } from '../../../src/toolkit/inspect';
import { wat } from '../../../src/toolkit/wat';
import { readModule } from '../../../src/wasm/read-module';
import { fixture } from '../../fixture-modules';
import { ModuleBytes } from '../wasm/module-bytes';

/** Symbols that know two lines of the function `recurse`, and its name in the source. */
function symbolsOf(bytes: Uint8Array): ModuleSymbols {
  const module = readModule(bytes);
  const recurse = module.functions.at(2);
  const row = (offset: number, line: number): LineRow => ({ offset: moduleOffset(offset), file: '/src/recurse.c', line, column: 1, isStatement: true, prologueEnd: false });
  const known: Partial<ModuleSymbols> = {
    module,
    kinds: ['name-section'],
    dwarfVersions: [],
    unitCount: 0,
    problems: [],
    statistics: () => ({ functions: 0, lineRows: 0 }),
    rowsAt: (offset) => (recurse && offset === recurse.bodyStart ? [row(offset, 3), row(offset + 6, 0), row(offset + 9, 5)] : []),
    functionsNamed: (name) => (name === 'ns::recurse' && recurse ? [{ index: recurse.index } as ReturnType<ModuleSymbols['functionsNamed']>[number]] : []),
  };
  return known as ModuleSymbols;
}

describe('wat', () => {
  const symbols = symbolsOf(fixture('features.wasm'));
  const textOf = (wanted?: string): string => [...wat(symbols, wanted)].join('');

  it('finds a function by index, name, and name in the source', () => {
    const text = textOf('recurse');
    assert.match(text, /^0x0000fa {2}\(func \$recurse \(;3;\)/);
    assert.equal(textOf('3'), text);
    assert.equal(textOf('ns::recurse'), text);
  });

  it('interleaves the lines that the symbols know', () => {
    assert.deepEqual(textOf('recurse').match(/;; .*/g), [';; /src/recurse.c:3', ';; /src/recurse.c:5']);
  });

  it('prints the whole module in pieces', () => {
    const pieces = [...wat(symbols)];
    assert.equal(pieces.length, symbols.module.functions.length + 3);
    assert.match(pieces[0]!, /\(module ;; features\n/);
    assert.match(pieces.join(''), /\(export "memory" \(memory \$imported\)\)[^]*\(func \$vectors[^]*\)\n$/);
  });

  it('says what is wrong with the name', () => {
    assert.throws(() => textOf('nothing'), (error) => error instanceof UserError && /no function named nothing/.test(error.message));
    assert.throws(() => textOf('0'), /function 0 is imported/);
    assert.throws(() => textOf('99'), /no function 99: the module has 1 imported and 11 of its own/);
  });
});

describe('inspectModule', () => {
  it('advises by the compiler, where the module names it', () => {
    const adviceOf = (...producers: string[]): string | undefined => {
      const content = producers.length === 0 ? [0] : [1, 'language', producers.length, ...producers.flatMap((name) => [name, '1.19'])];
      return inspectModule('m.wasm', symbolsOf(new ModuleBytes().section('custom', 'producers', ...content).finish())).advice;
    };
    assert.match(adviceOf() ?? '', /compile with -g/);
    assert.match(adviceOf('Rust') ?? '', /compile with -g/);
    assert.match(adviceOf('Go') ?? '', /Go compiler writes none/);
  });

  it('has the shape of the contract, and tells how to get lines', () => {
    const inspection = inspectModule('features.wasm', symbolsOf(fixture('features.wasm')));
    assert.equal(inspection.bytes, fixture('features.wasm').length);
    assert.deepEqual(inspection.sections.find(({ name }) => name === 'name'), { name: 'name', bytes: 342 });
    assert.deepEqual(inspection.debugInfo, { kinds: ['name-section'], dwarfVersions: [], units: 0, functions: 0, lineRows: 0 });
    assert.deepEqual(inspection.problems, []);
    assert.match(inspection.advice ?? '', /compile with -g/);
  });

  it('names what is damaged, once', () => {
    const { problems } = inspectModule('cut.wasm', symbolsOf(new ModuleBytes().section('type', 2, 0x60, 0, 0).raw(0x0a).finish()));
    assert.deepEqual(problems, ['header at 0xf: unexpected end', 'type at 0xe: unexpected end']);
  });
});
