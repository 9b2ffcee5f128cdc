import assert from 'node:assert/strict';
import { SourceMapGenerator } from 'source-map';
import { DecodeError } from '../../../src/base/decode-error';
import type { ScriptMap } from '../../../src/base/script-map';
import { readScriptMap } from '../../../src/sourcemap/script-map';

/** [generated line, column, original line, column], lines from 1, columns from 0; without an original what nobody wrote. */
type Row = readonly [number, number, number?, number?];

function map(rows: readonly Row[], source = 'a.ts'): Promise<ScriptMap> {
  const generator = new SourceMapGenerator();
  for (const [line, column, originalLine, originalColumn = 0] of rows) generator.addMapping({ generated: { line, column }, ...(originalLine === undefined ? {} : { original: { line: originalLine, column: originalColumn }, source }) } as never);
  generator.setSourceContent(source, 'text');
  return readScriptMap(new TextEncoder().encode(generator.toString()), (name) => `here/${name}`);
}

describe('the map of a script', () => {
  // What is exported first, then the function that it declares; a helper; a loop with its head before its end.
  const ROWS: readonly Row[] = [[2, 0, 5, 0], [3, 0, 5, 0], [3, 20, 5, 16], [4, 4, 6, 2], [4, 30, 6, 28], [5, 0], [6, 2, 9, 2], [6, 30, 9, 40], [7, 4, 10, 4], [8, 0, 12, 0]];

  it('leads from places of the script to what was written', async () => {
    const read = await map(ROWS);
    const asked = [[4, 5], [4, 12], [4, 1], [5, 1], [5, 9], [6, 31], [99, 1]].map(([line, column]) => read.originalOf({ line: line!, column: column! }));
    const at = (line: number, column: number): object => ({ source: 'here/a.ts', line, column });
    // Before the first mapping of a line that one counts; what has none, or one without a source, nobody wrote.
    assert.deepEqual(asked, [at(6, 3), at(6, 3), at(6, 3), null, null, at(9, 41), null]);
    assert.deepEqual([read.textOf('here/a.ts'), read.textOf('a.ts')], ['text', null]);
  });

  it('leads from lines to where their code begins, the last of what has several, or to the next line with code', async () => {
    const read = await map(ROWS);
    const places = [[5], [6], [6, 4], [6, 99], [7], [10], [11], [13]].map(([line, column]) => read.generatedOf('here/a.ts', line!, column));
    const to = (line: number, column: number, generatedLine: number, generatedColumn: number): object => ({ original: { line, column }, generated: { line: generatedLine, column: generatedColumn } });
    assert.deepEqual(places, [to(5, 1, 3, 1), to(6, 3, 4, 5), to(6, 29, 4, 31), to(6, 29, 4, 31), to(9, 3, 6, 3), to(10, 5, 7, 5), to(12, 1, 8, 1), null]);
    assert.equal(read.generatedOf('here/other.ts', 1), null);
  });

  it('tells which part of the script some lines became', async () => {
    const read = await map(ROWS);
    assert.deepEqual(read.generatedRange('here/a.ts', 9, 10), { start: { line: 6, column: 3 }, end: { line: 8, column: 1 } });
    assert.deepEqual(read.generatedRange('here/a.ts', 12, 12), { start: { line: 8, column: 1 }, end: { line: 9, column: 1 } });
    assert.equal(read.generatedRange('here/a.ts', 7, 8), null);
  });

  it('is refused where it is damaged', async () => {
    for (const text of ['{', '{}', '{"version":3,"sources":[],"names":[],"mappings":"!"}']) await assert.rejects(readScriptMap(new TextEncoder().encode(text)), DecodeError);
  });
});
