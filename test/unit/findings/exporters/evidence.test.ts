import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { readableEvidence } from '../../../../src/findings/exporters/evidence';

const short = (evidence: Record<string, unknown>) => readableEvidence(evidence).rows.map((row) => `${row.label}: ${row.short}`);

describe('evidence', () => {
  it('reads label and unit from the name', () => {
    assert.deepEqual(short({ leakedBytes: 12_345, calls: 3, compileMs: 1_500, msPerFrame: 0.01234, bytes: 1, hitRate: 0.125, slowdownRatio: 3.2, cpuSeconds: 130, gbSeconds: 2 }), [
      'leaked: 12.3 kB', 'calls: 3', 'compile: 1.5 s', 'time per frame: 0.0123 ms', 'size: 1 byte', 'hit rate: 12.5 %', 'slowdown ratio: 3.2 ×', 'cpu: 2.17 min', 'GB-seconds: 2 GB·s',
    ]);
  });

  it('reads a unit before the moment it belongs to, and says in plain words what a name does not', () => {
    assert.deepEqual(short({ memoryBytesBefore: 2_097_152, memoryBytesAfter: 10, times: 3, recomputeMs: 12 }), ['memory before: 2.1 MB', 'memory after: 10 bytes', 'how often: 3', 'time spent recomputing: 12 ms']);
  });

  it('keeps exact bytes where the short form rounds', () => {
    const [row] = readableEvidence({ leakedBytes: 1_234_567 }).rows;
    assert.equal(row!.exact, '1.23 MB (1,234,567 bytes)');
  });

  it('shows lists, records and truth values, and leaves out what is unknown', () => {
    assert.deepEqual(short({ versions: ['a', 'b'], warm: true, first: { sizeBytes: 20_000, path: 'm.bin' }, unknown: null, missing: undefined }), [
      'versions: a, b', 'warm: yes', 'first: size 20 kB, path m.bin',
    ]);
  });

  it('makes a table of records and says how many rows it left out', () => {
    const { tables } = readableEvidence({ stages: Array.from({ length: 25 }, (_, i) => ({ name: `s${i}`, elapsedMs: i })) });
    assert.deepEqual(tables[0]!.columns, [{ label: 'name', numeric: false }, { label: 'elapsed', numeric: true }]);
    assert.equal(tables[0]!.rows.length, 20);
    assert.equal(tables[0]!.moreRows, 5);
  });

  it('draws only what is a series', () => {
    const { series, rows } = readableEvidence({ memoryBytesSeries: [[0, 1], [1, 2]], brokenSeries: [[0, Number.NaN], [1, 2]], tinySeries: [[0, 1]] });
    assert.deepEqual(series.map(({ label, unit }) => ({ label, unit })), [{ label: 'memory', unit: 'bytes' }]);
    assert.deepEqual(rows.map(({ label }) => label), ['broken', 'tiny']);
  });

  it('draws marks and timelines that are whole, and shows others as what they are', () => {
    const spans = [{ name: 'a', startMs: 0, endMs: 5 }];
    const { marks, timelines, rows, tables } = readableEvidence({ growthMarks: [[3, '/src/a.c:7']], versionsTimeline: spans, lostMarks: [['3', 'x']], backwardsTimeline: [{ name: 'b', startMs: 5, endMs: 1 }] });
    assert.deepEqual(marks, [[3, '/src/a.c:7']]);
    assert.deepEqual(timelines, [{ label: 'versions', spans }]);
    assert.deepEqual([rows.map(({ label }) => label), tables.map(({ label }) => label)], [['lost'], ['backwards']]);
  });
});
