import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { unoptimisedShare } from '../../../src/symbols/code-shape';
import { accessorKind } from '../../../src/wasm/accessor';
import { readModule } from '../../../src/wasm/read-module';
import { textToModule } from '../../fixtures/text-to-module';
import { root } from '../../tools';

const kernel = (name: string) => readModule(readFileSync(join(root, 'test/e2e/kernel', `${name}.wasm`)));
const fixture = (name: string) => readModule(readFileSync(join(root, 'test/fixtures', `${name}.wasm`)));

describe('what a function does, by its code', () => {
  for (const build of ['kernel', 'kernel-unoptimised']) {
    it(`${build}: an accessor reads or writes one place of memory`, () => {
      const kinds = ['out_at', 'set_in', 'mixed', 'filter', 'work', 'input', 'memory', 'absent'].map((name) => accessorKind(kernel(build), name));
      assert.deepEqual(kinds, ['read', 'write', null, null, null, null, null, null]);
    });
  }

  it('unoptimised code shows in any language, optimised code of any level does not', () => {
    const shares = ['shapes-o0-dwarf5', 'shapes-cpp-o0-dwarf5', 'records-debug', 'shapes-o2-dwarf5', 'shapes-os-dwarf4', 'records-release', 'tally-emscripten', 'tally-assemblyscript'];
    assert.deepEqual(shares.map((name) => unoptimisedShare(fixture(name))), [1, 1, 1, 0, 0, 0, 0, 0]);
    assert.equal(unoptimisedShare(fixture('features')) ?? 0, 0);
  });
});

describe('an accessor that is called on', () => {
  const command = (around: string): string => `(module (memory 1)
    (func $begin) (func $at (param i32) (result f32) (f32.load (local.get 0)))
    (func (export "at") (param i32) (result f32) ${around}))`;
  const cases: [string, string, 'read' | null][] = [
    ['between what begins and ends a command', '(call $begin) (call $at (local.get 0)) (call $begin)', 'read'],
    ['with another argument', '(call $at (i32.const 4))', null],
    ['with more done to its result', '(f32.add (call $at (local.get 0)) (call $at (i32.const 8)))', null],
  ];
  for (const [what, around, kind] of cases) {
    it(what, async () => assert.equal(accessorKind(readModule(await textToModule(command(around))), 'at'), kind));
  }
});
