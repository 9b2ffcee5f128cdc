import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { moduleOffset } from '../../../src/base/offsets';
import type { OpenModuleOptions } from '../../../src/toolkit/open-module';
import { openModuleFile } from '../../../src/toolkit/open-module';
import type { ModuleSymbols } from '../../../src/symbols/module-symbols';
import { scope } from '../../../src/toolkit/scope';
import { SYMBOLIZER } from '../../llvm';
import { requireTool, root } from '../../tools';
import { assertAgreement } from '../../oracle/comparison';
import { compareFrames } from '../../oracle/frames';

const SOURCES = join(root, 'test', 'fixtures');

const LINES_ONLY = `namespace app {
static inline int twice(volatile int *x) {
  return *x + *x;
}
template <typename T> [[gnu::noinline]] int scale(T x) {
  volatile int own = x;
  return twice(&own) + 1;
}
template int scale<int>(int);
}
`;

interface Variant {
  readonly name: string;
  readonly flags: readonly string[];
  readonly kinds: readonly string[];
  readonly versions: readonly number[];
  readonly target?: 'wasm32' | 'wasm64';
}

const PLAIN = ['dwarf', 'name-section'];
const SPLIT = ['dwarf', 'split-dwarf', 'name-section'];
const VARIANTS: readonly Variant[] = [
  { name: 'DWARF 2', flags: ['-gdwarf-2'], kinds: PLAIN, versions: [2] },
  { name: 'DWARF 3', flags: ['-gdwarf-3'], kinds: PLAIN, versions: [3] },
  { name: 'split DWARF 4', flags: ['-gdwarf-4', '-gsplit-dwarf'], kinds: SPLIT, versions: [4] },
  { name: 'split DWARF 5', flags: ['-gdwarf-5', '-gsplit-dwarf'], kinds: SPLIT, versions: [5] },
  { name: 'type units of DWARF 4', flags: ['-gdwarf-4', '-fdebug-types-section'], kinds: PLAIN, versions: [4] },
  { name: 'type units of DWARF 5', flags: ['-gdwarf-5', '-fdebug-types-section'], kinds: PLAIN, versions: [5] },
  { name: 'a 64-bit memory', flags: ['-gdwarf-5'], kinds: PLAIN, versions: [5], target: 'wasm64' },
];

describe('modules compiled on the spot', () => {
  let folder = '';
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'wasmscope-compiled-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function compile({ flags, target = 'wasm32' }: Pick<Variant, 'flags' | 'target'>, link: readonly string[] = []): string {
    copyFileSync(join(SOURCES, 'shapes.c'), join(folder, 'shapes.c'));
    const run = (tool: string, ...argv: string[]): void => void execFileSync(tool, argv, { cwd: folder });
    run('clang-19', `--target=${target}`, '-nostdlib', '-ffreestanding', '-O1', ...flags, '-c', 'shapes.c', '-o', 'shapes.o');
    run('wasm-ld-19', ...(target === 'wasm64' ? ['-mwasm64'] : []), '--no-entry', ...link, 'shapes.o', '-o', 'shapes.wasm');
    return join(folder, 'shapes.wasm');
  }

  function assertComplete(symbols: ModuleSymbols): void {
    const place = symbols.locate('shapes.c', 81).offsets[0];
    assert.ok(place !== undefined);
    const shape = symbols.variablesAt(place).at(-1)!.find(({ name }) => name === 'shape');
    assert.equal(shape?.type.name, 'const Shape *');
    const definition = symbols.typeNamed('Shape');
    assert.ok(definition?.kind === 'typedef' && definition.target.kind === 'struct');
    assert.ok(definition.target.members.some(({ name }) => name === 'corners'));
    assert.deepEqual(symbols.problems.map(({ message }) => message), []);
  }

  for (const variant of VARIANTS) {
    it(variant.name, async function () {
      requireTool(this, 'clang-19', 'wasm-ld-19', SYMBOLIZER);
      const symbols = await openModuleFile(compile(variant));
      assert.deepEqual(symbols.kinds, variant.kinds);
      assert.deepEqual(symbols.dwarfVersions, variant.versions);
      assertComplete(symbols);
      assertAgreement(compareFrames(symbols, Infinity, folder));
    });
  }

  for (const flags of [['-gdwarf-4'], ['-gdwarf-5'], ['-gdwarf-4', '-fdebug-types-section'], ['-gdwarf-5', '-fdebug-types-section']]) {
    it(`a package of split units, ${flags.join(' ')}`, async function () {
      requireTool(this, 'clang-19', 'wasm-ld-19', 'llvm-dwp-19');
      const run = (tool: string, ...argv: string[]): void => void execFileSync(tool, argv, { cwd: folder });
      for (const name of ['shapes', 'hot']) {
        copyFileSync(join(SOURCES, `${name}.c`), join(folder, `${name}.c`));
        run('clang-19', '--target=wasm32', '-nostdlib', '-ffreestanding', '-O1', ...flags, '-gsplit-dwarf', '-c', `${name}.c`, '-o', `${name}.o`);
      }
      run('wasm-ld-19', '--no-entry', 'hot.o', 'shapes.o', '-o', 'both.wasm');
      const unpacked = await openModuleFile(join(folder, 'both.wasm'));
      run('llvm-dwp-19', 'hot.dwo', 'shapes.dwo', '-o', 'both.wasm.dwp');
      for (const name of ['hot.dwo', 'shapes.dwo']) rmSync(join(folder, name));
      const symbols = await openModuleFile(join(folder, 'both.wasm'));
      assert.deepEqual(symbols.kinds, SPLIT);
      assertComplete(symbols);
      assert.deepEqual(symbols.symbolsLike('Shape', { kinds: ['type'] }), unpacked.symbolsLike('Shape', { kinds: ['type'] }));
      assert.ok(symbols.symbolsLike('Shape').symbols.some(({ kind, name }) => kind === 'type' && name === 'Shape'));
      for (const { bodyStart, bodyEnd } of symbols.module.functions) {
        const offset = moduleOffset((bodyStart + bodyEnd) >> 1);
        assert.deepEqual(symbols.framesAt(offset), unpacked.framesAt(offset));
        assert.deepEqual(scope(symbols, [offset], { globals: true }), scope(unpacked, [offset], { globals: true }));
      }
      const moved = join(folder, 'elsewhere.dwp');
      renameSync(join(folder, 'both.wasm.dwp'), moved);
      assertComplete(await openModuleFile(join(folder, 'both.wasm'), { debugFiles: [moved] }));
    });
  }

  it('a type that is declared in one unit and defined in another', async function () {
    requireTool(this, 'clang-19', 'wasm-ld-19');
    const run = (tool: string, ...argv: string[]): void => void execFileSync(tool, argv, { cwd: folder });
    writeFileSync(join(folder, 'user.c'), 'struct opaque;\nstruct opaque *make(void);\nstruct opaque *held;\nvoid go(void) { held = make(); }\n');
    writeFileSync(join(folder, 'maker.c'), 'struct opaque { int number; char letter; };\nstatic struct opaque one;\nstruct opaque *make(void) { return &one; }\n');
    for (const name of ['user', 'maker']) run('clang-19', '--target=wasm32', '-nostdlib', '-g', '-c', `${name}.c`, '-o', `${name}.o`);
    run('wasm-ld-19', '--no-entry', '--export-all', 'user.o', 'maker.o', '-o', 'both.wasm');
    const symbols = await openModuleFile(join(folder, 'both.wasm'));
    const held = symbols.globals().find(({ name }) => name === 'held')?.type;
    assert.ok(held?.kind === 'pointer' && held.target.kind === 'struct');
    assert.deepEqual(held.target.members.map(({ name }) => name), ['number', 'letter']);
  });

  it('functions that have an entry for their lines alone, and a symbol', async function () {
    requireTool(this, 'clang++-19', 'wasm-ld-19');
    const run = (tool: string, ...argv: string[]): void => void execFileSync(tool, argv, { cwd: folder });
    writeFileSync(join(folder, 'lines.cpp'), LINES_ONLY);
    run('clang++-19', '--target=wasm32', '-nostdlib', '-O1', '-gline-tables-only', '-c', 'lines.cpp', '-o', 'lines.o');
    run('wasm-ld-19', '--no-entry', '--no-demangle', '--export-all', 'lines.o', '-o', 'lines.wasm');
    const symbols = await openModuleFile(join(folder, 'lines.wasm'));
    const fn = symbols.functionsNamed('app::scale')[0]!;
    const frames = new Set([...symbols.rowsAt(fn.start)].flatMap(({ offset }) => symbols.framesAt(offset).map(({ function: name, linkageName, inlined }) => `${name} ${linkageName ?? '-'} ${inlined}`)));
    assert.deepEqual([...frames].sort(), ['app::scale<int> _ZN3app5scaleIiEEiT_ false', 'twice - true']);
  });

  it('embedded sources', async function () {
    requireTool(this, 'clang-19', 'wasm-ld-19');
    const symbols = await openModuleFile(compile({ flags: ['-gdwarf-5', '-gembed-source'] }));
    const file = symbols.files().find((path) => path.endsWith('/shapes.c'));
    assert.match(symbols.embeddedSource(file!) ?? '', /int perimeter\(/);
  });

  it('a stripped module and its unstripped twin', async function () {
    requireTool(this, 'clang-19', 'wasm-ld-19');
    const whole = compile({ flags: ['-gdwarf-5'] });
    const symbolsFolder = join(folder, 'symbols');
    mkdirSync(symbolsFolder);
    copyFileSync(whole, join(symbolsFolder, 'shapes.debug.wasm'));
    compile({ flags: ['-gdwarf-5'] }, ['--strip-all']);
    const opened = (options: OpenModuleOptions): Promise<ModuleSymbols> => openModuleFile(whole, options);
    assert.deepEqual((await opened({})).kinds, []);
    for (const options of [{ debugDirs: [symbolsFolder] }, { debugFiles: [join(symbolsFolder, 'shapes.debug.wasm')] }]) {
      const symbols = await opened(options);
      assert.deepEqual(symbols.kinds, ['external-dwarf']);
      const nameless = [...symbols.module.functions].find(({ index }) => symbols.module.functionName(index) === undefined);
      assert.ok(nameless && symbols.functionAt(nameless.bodyStart)!.name !== `function[${nameless.index}]`);
      assertComplete(symbols);
    }
  });
});
