import assert from 'node:assert/strict';
import { SourceMapGenerator } from 'source-map';
import { DecodeError } from '../../../src/base/decode-error';
import { readSourceMap } from '../../../src/sourcemap/source-map';

type SourceMap = Awaited<ReturnType<typeof readSourceMap>>;

const read = (json: unknown): Promise<SourceMap> => readSourceMap(new TextEncoder().encode(JSON.stringify(json)));

function rows({ offsets, lines, columns, sourceIndexes }: SourceMap): number[][] {
  return Array.from(offsets, (offset, index) => [offset, sourceIndexes[index]!, lines[index]!, columns[index]!]);
}

describe('readSourceMap', () => {
  it('reads what the source-map package writes', async () => {
    const generator = new SourceMapGenerator({ sourceRoot: 'src/' });
    const mappings = [[40, 'a.ts', 3, 4], [41, 'a.ts', 3, 10], [900, 'b.ts', 1, 0], [100_000, 'a.ts', 70_000, 2]] as const;
    for (const [offset, source, line, column] of mappings) generator.addMapping({ generated: { line: 1, column: offset }, original: { line, column }, source });
    generator.setSourceContent('b.ts', 'let b');
    const map = await read(JSON.parse(generator.toString()));
    assert.deepEqual(map.sources, [{ path: 'src/a.ts', source: null }, { path: 'src/b.ts', source: 'let b' }]);
    assert.deepEqual(rows(map), mappings.map(([offset, source, line, column]) => [offset, source === 'a.ts' ? 0 : 1, line, column + 1]));
  });

  it('takes a segment of one field as code without a source', async () => {
    const map = await read({ version: 3, sources: ['a'], names: [], mappings: 'UAEE,K' });
    assert.deepEqual(rows(map), [[10, 0, 3, 3], [15, -1, 0, 0]]);
  });

  it('believes the segment with a source where one without stands at the same place', async () => {
    const map = await read({ version: 3, sources: ['a'], names: [], mappings: 'UAEE,K,AAEA,K' });
    assert.deepEqual(rows(map), [[10, 0, 3, 3], [15, 0, 5, 3], [20, -1, 0, 0]]);
  });

  it('leaves code without a source where its source was left out', async () => {
    const map = await read({ version: 3, sources: ['a'], names: [], mappings: 'UAEE,KoBAA,KpBEA' });
    assert.deepEqual(rows(map), [[10, 0, 3, 3], [15, -1, 0, 0], [20, 0, 5, 3]]);
    assert.deepEqual(map.sources.map(({ path }) => path), ['a']);
  });

  it('joins the sections of an indexed map', async () => {
    const part = (source: string): object => ({ version: 3, sources: [source], names: [], mappings: 'CAAA' });
    const map = await read({ version: 3, sections: [{ offset: { line: 0, column: 0 }, map: part('a') }, { offset: { line: 0, column: 100 }, map: part('b') }] });
    assert.deepEqual(rows(map), [[1, 0, 1, 1], [101, 1, 1, 1]]);
  });

  it('says where the mappings are damaged', () => assert.rejects(read({ version: 3, sources: ['a'], names: [], mappings: 'CAAA,C!' }), DecodeError));

  it('says what is no source map', async () => {
    await assert.rejects(read({ hello: 1 }), DecodeError);
    await assert.rejects(readSourceMap(new TextEncoder().encode('<html>')), /not JSON/);
  });
});
