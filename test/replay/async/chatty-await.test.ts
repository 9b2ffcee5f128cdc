import assert from 'node:assert/strict';
import { chattyAwait } from '../../../src/analysis/async/chatty-await';
import { replay, stackAt, type BriefEvent } from '../events';

const crossings = (of: object = {}): BriefEvent => ({ kind: 'awaited-crossings', name: 'score', stack: 1, operation: 1, crossings: 4_864, inOperation: 4_999, usPerCrossing: 2, usOfWaiting: 0.5, ...of });

describe('async/chatty-await', () => {
  it('counts operations and crossings of one line', () => {
    const { findings: [finding, ...others] } = replay([chattyAwait], [stackAt(1, '/app/a.mjs', 4), crossings(), crossings({ operation: 2, usPerCrossing: 4, usOfWaiting: 1 })]);
    assert.deepEqual(others, []);
    assert.equal(finding?.at?.line, 4);
    assert.deepEqual(finding?.evidence, { crossings: 9_728, operations: 2, mostInOperation: 4_999, waitMs: 7.296, usPerCrossing: 2, usOfWaitingPerCrossing: 0.5 });
  });

  const silent: [string, BriefEvent][] = [
    ['calls that take their time', crossings({ usPerCrossing: 900 })],
    ['some hundred in an operation', crossings({ inOperation: 800 })],
  ];
  for (const [what, event] of silent) it(`is silent on ${what}`, () => assert.deepEqual(replay([chattyAwait], [stackAt(1, '/app/a.mjs', 4), event]).findings, []));
});
