import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { overlappingCall } from '../../../src/analysis/async/overlapping-call';
import type { CallStretch } from '../../../src/trace/async-events';
import type { Finding } from '../../../src/findings/finding';
import { replay, stackAt, type BriefEvent } from '../events';

const met: BriefEvent = {
  kind: 'interleaved', how: 'calls', instance: 1, module: 'a', firstExport: 'begin', firstStack: 1, secondExport: 'begin', secondStack: 1,
  effect: 'depends', count: 3, pairs: 0, inverted: 0, changedWords: 4, result: 1, resultAlone: 2,
};
const stretch = (operation: number, startedAt: number, endedAt: number | null, calls = 1): CallStretch => ({ operation, export: 'begin', startedAt, endedAt, calls });

describe('the timeline of an overlap', () => {
  function timelineOf(stretches: readonly CallStretch[]): unknown {
    const [finding] = replay([overlappingCall], [stackAt(1, '/app/server.mjs', 7), met, { kind: 'call-stretches', instance: 1, module: 'a', stretches }]).findings as [Finding];
    return finding.evidence['operationsTimeline'];
  }

  it('begins with the first two operations that were under way at once', () => {
    assert.deepEqual(timelineOf([stretch(1, 1_000, 1_010), stretch(2, 1_020, 1_022, 3), stretch(3, 1_025, 1_026), stretch(2, 1_030, 1_031)]), [
      { name: '1. begin', startMs: 0, endMs: 11, calls: [[0, 2, 3], [10, 11, 1]] },
      { name: '2. begin', startMs: 5, endMs: 6, calls: [[5, 6, 1]] },
    ]);
  });

  it('a call that still waits inside lasts as long as was seen', () => {
    assert.deepEqual(timelineOf([stretch(1, 1_000, null), stretch(2, 1_004, 1_006)]), [
      { name: '1. begin', startMs: 0, endMs: 6, calls: [[0, 6, 1]] },
      { name: '2. begin', startMs: 4, endMs: 6, calls: [[4, 6, 1]] },
    ]);
  });

  it('shows calls of one operation that wait inside at once apart', () => {
    const spans = timelineOf([stretch(1, 1_000, 1_005), stretch(1, 1_001, null), stretch(1, 1_006, 1_008)]) as { startMs: number; endMs: number }[];
    assert.deepEqual(spans.map(({ startMs, endMs }) => [startMs, endMs]), [[0, 8], [1, 8]]);
  });

  it('is left out where the calls that were kept do not show it', () => {
    assert.equal(timelineOf([]), undefined);
    assert.equal(timelineOf([stretch(1, 1_000, 1_001), stretch(2, 1_002, 1_003)]), undefined);
  });

  it('shows a bounded number of operations', () => {
    const many = Array.from({ length: 40 }, (_, index) => stretch(index, 1_000 + index, null));
    assert.ok((timelineOf(many) as unknown[]).length <= 10);
  });
});
