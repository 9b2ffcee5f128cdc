import assert from 'node:assert/strict';
import { neverSettled } from '../../../src/analysis/async/never-settled';
import { replay, stackAt, type BriefEvent } from '../events';

const MADE = stackAt(1, '/app/service.mjs', 20);
const settled = (count: number, maxMs: number): BriefEvent => ({ kind: 'promise-settled', site: 1, call: 'start', count, maxMs, totalMs: count * maxMs, late: [] });
const pending = (ageMs: number, lost = false): BriefEvent => ({ kind: 'promise-pending', site: 1, id: 9, call: 'start', origin: 'executor', operation: 4, ageMs, lost });

describe('async/never-settled', () => {
  it('names the promise whose siblings were settled long before', () => {
    const { findings } = replay([neverSettled], [MADE, settled(20, 15), pending(4_000)]);
    assert.equal(findings.length, 1);
    assert.equal(findings[0]!.at?.line, 20);
    assert.equal(findings[0]!.evidence['settledOthers'], 20);
  });

  it('is silent where the others take as long, or nothing is known of others', () => {
    assert.deepEqual(replay([neverSettled], [MADE, settled(20, 3_000), pending(4_000)]).findings, []);
    assert.deepEqual(replay([neverSettled], [MADE, pending(4_000)]).findings, []);
  });

  it('goes by what they take on the average, and never by less than the slowest', () => {
    const one = (maxMs: number): BriefEvent => ({ kind: 'promise-settled', site: 1, call: 'start', count: 10, maxMs, totalMs: 1_000, late: [] });
    assert.equal(replay([neverSettled], [MADE, one(700), pending(4_000)]).findings.length, 1);
    assert.deepEqual(replay([neverSettled], [MADE, one(1_500), pending(4_000)]).findings, []);
  });

  it('is silent once it was settled after all', () => {
    const late: BriefEvent = { kind: 'promise-settled', site: 1, call: 'start', count: 1, maxMs: 5_000, totalMs: 5_000, late: [9] };
    assert.deepEqual(replay([neverSettled], [MADE, settled(20, 15), pending(4_000), late]).findings, []);
  });

  it('leaves to the overlap what was lost by it', () => {
    const overlap: BriefEvent = {
      kind: 'interleaved', how: 'asyncify', instance: 1, module: 'm', firstExport: 'start', firstStack: 1, secondExport: 'start', secondStack: 1,
      effect: 'suspended', count: 1, pairs: 0, inverted: 0, changedWords: 0, result: null, resultAlone: null,
    };
    assert.deepEqual(replay([neverSettled], [MADE, settled(20, 15), overlap, pending(4_000, true)]).findings, []);
  });
});
