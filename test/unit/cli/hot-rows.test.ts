import assert from 'node:assert/strict';
import { hotRows } from '../../../src/cli/hot-rows';
import type { ProfileSummary } from '../../../src/toolkit/record-summary';

const summary: ProfileSummary = {
  durationMs: 2_000,
  samples: 1_900,
  functions: [{ function: 'scramble', file: 'hot.c', line: 6, class: 'wasm', selfMs: 1_500, totalMs: 1_500 }],
  lines: [{ file: 'app.mjs', line: 3, selfMs: 100, estimate: false }, { file: 'hot.c', line: 8, selfMs: 1_400.04, estimate: true, count: 12_000 }],
  classesMs: { wasm: 1_500, js: 300, glue: 0, gc: 0, program: 0, idle: 200 },
  modules: [],
};

describe('cli: a summary for people', () => {
  it('says where the time went, most first', () => {
    assert.equal(hotRows(summary)[0], '2.0 s, 1900 samples, WebAssembly 75.0 %, JavaScript 15.0 %, idle 10.0 %');
    assert.equal(hotRows(summary)[2], '   1500.0    1500.0  scramble  hot.c:6');
  });

  it('lists lines of Wasm where they were counted, and no others', () => {
    assert.deepEqual(hotRows(summary).slice(4), ['lines of Wasm; times are estimated, counts are exact', '  self ms    times run', '   1400.0        12000  hot.c:8']);
    assert.equal(hotRows({ ...summary, lines: summary.lines.slice(0, 1) }).length, 3);
  });

  it('survives a profile of nothing', () => {
    assert.deepEqual(hotRows({ ...summary, samples: 0, functions: [], lines: [], classesMs: { wasm: 0, js: 0, glue: 0, gc: 0, program: 0, idle: 0 } }), ['2.0 s, 0 samples', '  self ms  total ms']);
  });
});
