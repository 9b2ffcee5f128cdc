import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { unoptimisedShare } from '../../../src/symbols/code-shape';
import { accessorKind } from '../../../src/wasm/accessor';
import { readModule } from '../../../src/wasm/read-module';
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
