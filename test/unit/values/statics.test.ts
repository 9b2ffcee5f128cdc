import assert from 'node:assert/strict';
import { openSymbols } from '../../../src/symbols/open-symbols';
import type { FrameState, WasmValue } from '../../../src/symbols/variable';
import { evaluate } from '../../../src/values/evaluate';
import { readModule } from '../../../src/wasm/read-module';
import { fixture } from '../../fixture-modules';

const EXPECTED: Readonly<Record<string, string>> = {
  'geometry::Figure::count': '4',
  'Figure::count': '4',
  'Figure::count + count': '104',
  '::count': '100',
  'circle.count': '4',
  'circle.sides': '4',
  '(&circle)->scale': '5',
  'geometry::Figure::Inner::depth': '10',
  'Inner::depth': '10',
  'Cell<int>::counter': '7',
  'Cell<double>::counter': '2.5',
  'cell.counter < Cell<int>::counter + 1': 'true',
  'geometry::plain': '16',
  'plain': '16',
  'geometry::hidden': '9',
  'geometry::unnamed': '11',
  'geometry::versioned': '10',
  'geometry::v2::versioned': '10',
};

for (const name of ['statics-dwarf4.wasm', 'statics-dwarf5.wasm']) {
  describe(`variables of classes and namespaces: ${name}`, () => {
    const nothing = (): Promise<WasmValue | undefined> => Promise.resolve(undefined);

    async function stopped(): Promise<(expression: string, within?: string) => Promise<string>> {
      const bytes = fixture(name);
      const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), {});
      (exports['change'] as (by: number) => number)(2);
      const frame: FrameState = { local: nothing, global: nothing, stack: nothing, memory: { read: (address, size) => Promise.resolve(new Uint8Array((exports['memory'] as WebAssembly.Memory).buffer).slice(address, address + size)) } };
      const scope = (await openSymbols(readModule(bytes))).globals();
      return async (expression, within) => (await evaluate(expression, scope, frame, { memory: frame.memory, language: 'cpp', within })).summary;
    }

    it('are found by their names, scopes left out at will', async () => {
      const value = await stopped();
      const found: Record<string, string> = {};
      for (const expression of Object.keys(EXPECTED)) found[expression] = await value(expression);
      assert.deepEqual(found, EXPECTED);
    });

    it('are looked for where the function stands first, then further out', async () => {
      const value = await stopped();
      assert.equal(await value('count'), '100');
      assert.equal(await value('count', 'geometry::Figure::next'), '4');
      assert.equal(await value('count', 'geometry::area'), '100');
      assert.equal(await value('depth', 'geometry::Figure::Inner::deepest'), '10');
      assert.equal(await value('counter', 'Cell<double>::next'), '2.5');
      await assert.rejects(value('counter'), /no variable `counter`/);
    });

    it('stand there once each, with the value that they have', async () => {
      const names = (await openSymbols(readModule(fixture(name)))).globals().map((variable) => variable.name);
      assert.deepEqual(names.filter((each, index) => names.indexOf(each) !== index), []);
      assert.ok(names.includes('geometry::Figure::scale') && names.includes('geometry::unnamed'));
    });
  });
}
