import assert from 'node:assert/strict';
import { debugSections } from '../../../src/dwarf/debug-sections';
import { DwarfFile } from '../../../src/dwarf/dwarf-file';
import { FileNameSearch } from '../../../src/dwarf/file-name-search';
import type { LineTable } from '../../../src/dwarf/line-table';
import { readModule } from '../../../src/wasm/read-module';
import { fixture, fixtureNames } from '../../fixture-modules';
import { text } from './build-dwarf';

/** Sections of nothing but these. */
function fileOf(sections: Readonly<Record<string, readonly number[]>>): DwarfFile {
  const given = Object.fromEntries(Object.entries(sections).map(([name, bytes]) => [name, Uint8Array.from(bytes)]));
  return new DwarfFile({ ...debugSections(() => undefined), ...given }, []);
}

/** With nothing decoded yet. */
function fresh(name: string): { readonly file: DwarfFile; readonly tables: readonly LineTable[] } {
  const module = readModule(fixture(name));
  const file = new DwarfFile(debugSections((section) => module.customSection(section)), []);
  return { file, tables: file.units.flatMap(({ lineTable }) => lineTable ?? []) };
}

const lastSegment = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

describe('ruling out line tables by a file name', () => {
  it('never rules out one that has the name, of all fixtures', () => {
    let asked = 0;
    for (const name of fixtureNames()) {
      const { file, tables } = fresh(name);
      for (const [index, { files }] of fresh(name).tables.entries()) {
        for (const wanted of new Set(files.flatMap((known) => (known?.path ? [lastSegment(known.path)] : [])))) {
          for (const spelt of [wanted, wanted.toUpperCase()]) assert.ok(tables[index]!.mayName(new FileNameSearch(file, spelt)), `${spelt} of ${name}`);
          asked++;
        }
      }
    }
    assert.ok(asked > 50, `${asked} names`);
  });

  it('rules out all tables for a name that none has', () => {
    const { file, tables } = fresh('shapes-cpp-o0-dwarf5.wasm');
    const search = new FileNameSearch(file, 'elsewhere.cpp');
    assert.ok(tables.length > 0);
    for (const table of tables) assert.equal(table.mayName(search), false);
  });

  it('finds names in the header and strings that begin before the name, not those that go on or begin within it', () => {
    const lineStr = [...text('/lib/part.c'), ...text('part.cpp'), ...text('art.c')];
    const asked = (line: readonly number[], version: number): boolean => new FileNameSearch(fileOf({ line, lineStr }), 'part.c').mayBeIn(0, line.length, version);
    assert.equal(asked([9, ...text('Part.C'), 9], 4), true);
    assert.equal(asked([9, ...text('part.cc'), 9], 4), false);
    assert.equal(asked([9, 0, 0, 0, 0], 5), true, 'the whole path');
    assert.equal(asked([9, 5, 0, 0, 0], 5), true, 'the name alone, as linkers share ends');
    assert.equal(asked([9, 6, 0, 0, 0], 5), false, 'within the name');
    assert.equal(asked([9, 12, 0, 0, 0], 5), false, 'another string');
  });

  it('rules nothing out where names lie in .debug_str, are not plain, or headers overlap without end', () => {
    const file = fileOf({ line: [1, 0x0e, 1, 0x0f], lineStr: text('a.c') });
    assert.equal(new FileNameSearch(file, 'b.c').mayBeIn(0, 2, 5), true);
    assert.equal(new FileNameSearch(file, 'b.c').mayBeIn(2, 4, 5), false);
    assert.equal(new FileNameSearch(file, 'é.c').mayBeIn(2, 4, 5), true);
    const search = new FileNameSearch(file, 'b.c');
    assert.deepEqual([1, 2, 3, 4, 5].map(() => search.mayBeIn(2, 4, 5)), [false, false, false, false, true]);
    const everywhere = fileOf({ line: [0], lineStr: Array.from({ length: 100 }, () => text('b.c')).flat() });
    assert.equal(new FileNameSearch(everywhere, 'b.c').mayBeIn(0, 1, 5), true);
  });
});
