import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { snapForward } from '../../../src/wasm/function-body';
import { openModuleFile } from '../../../src/toolkit/open-module';
import { fixturePath } from '../../fixture-modules';

/** The line of a source file, from 1, that holds a text. */
function lineOf(source: string, text: string): number {
  const lines = readFileSync(fixturePath(source), 'utf8').split('\n');
  const line = lines.findIndex((candidate) => candidate.includes(text)) + 1;
  assert.ok(line > 0);
  return line;
}

const CASES = [
  { compiler: 'AssemblyScript', source: 'tally.ts', statements: ['this.count += by', 'let sum = 0', 'sum += next', 'const hit = new', 'return hit.count'], functions: [/Hit#bump$/, /sumTo$/, /sumTo$/, /tally$/, /tally$/], language: 'assemblyscript' },
  { compiler: 'emscripten', source: 'tally.c', statements: ['hit->count += by', 'bump(&one, round)', 'return one.key'], functions: [/^bump$/, /^tally$/, /^tally$/], language: 'c' },
];

describe('a module with a source map alone', () => {
  for (const { compiler, source, statements, functions, language } of CASES) {
    it(`of ${compiler}: breakpoints sit on the lines asked for, frames name function and line`, async () => {
      const symbols = await openModuleFile(fixturePath(`tally-${compiler.toLowerCase()}.wasm`));
      assert.deepEqual(symbols.kinds, ['source-map', 'name-section']);
      for (const [index, statement] of statements.entries()) {
        const line = lineOf(source, statement);
        const { resolved, offsets } = symbols.locate(source, line);
        assert.equal(resolved?.line, line, statement);
        assert.equal(offsets.length, 1);
        assert.equal(snapForward(symbols.module, offsets[0]!), offsets[0]);
        const [frame, ...outer] = symbols.framesAt(offsets[0]!);
        assert.match(frame!.function, functions[index]!);
        assert.deepEqual([frame!.line, frame!.language, outer], [line, language, []]);
        assert.deepEqual(symbols.variablesAt(offsets[0]!), [[]]);
      }
    });
  }

  it('a breakpoint on the opening line of a function sits in its body', async () => {
    const symbols = await openModuleFile(fixturePath('tally-emscripten.wasm'));
    const { resolved } = symbols.locate('tally.c', lineOf('tally.c', 'int tally('));
    assert.equal(resolved?.line, lineOf('tally.c', 'volatile struct hit one'));
  });

  it('gives the sources that the map carries', async () => {
    const symbols = await openModuleFile(fixturePath('tally-assemblyscript.wasm'));
    const file = symbols.files().find((path) => path.endsWith('tally.ts'))!;
    assert.equal(symbols.embeddedSource(file), readFileSync(fixturePath('tally.ts'), 'utf8'));
  });

  it('shows code without a source as line 0, with the line before it', async () => {
    const symbols = await openModuleFile(fixturePath('tally-assemblyscript.wasm'));
    const rows = [...symbols.module.functions].flatMap(({ bodyStart }) => symbols.rowsAt(bodyStart));
    const nameless = rows.filter(({ line }) => line === 0);
    assert.ok(nameless.length > 0);
    for (const { offset, file } of nameless) {
      const [frame] = symbols.framesAt(offset);
      if (frame!.line !== 0) continue; // Another mapping at the same offset has a source.
      assert.equal(frame!.file, file);
      assert.ok(rows.some(({ line }) => line === frame!.nearLine), `0x${offset.toString(16)}`);
    }
    assert.ok(nameless.some(({ offset }) => symbols.framesAt(offset)[0]!.line === 0));
  });
});
