import assert from 'node:assert/strict';
import { overwrittenView } from '../../../src/analysis/async/overwritten-view';
import { replay, stackAt, type BriefEvent } from '../events';

const overwritten = (of: object = {}): BriefEvent => ({ kind: 'overwritten-view', instance: 1, module: 'aa', export: 'infer', viewType: 'Float32Array', sizeBytes: 256, heldViews: 6, callStack: 1, madeStack: 2, ...of });

describe('async/overwritten-view', () => {
  it('points where the view is made, with the call that writes over it; one finding for a place', () => {
    const { findings: [finding, ...others] } = replay([overwrittenView], [stackAt(1, '/app/a.mjs', 4), stackAt(2, '/app/a.mjs', 5), overwritten(), overwritten({ instance: 2, heldViews: 9 })]);
    assert.deepEqual(others, []);
    assert.equal(finding?.at?.line, 5);
    assert.equal(finding?.related[0]?.at.line, 4);
    assert.deepEqual(finding?.evidence, { heldViews: 9, viewBytes: 256, viewType: 'Float32Array', export: 'infer' });
  });

  it('points at the call where nobody saw the view being made', () => {
    const { findings: [finding] } = replay([overwrittenView], [stackAt(1, '/app/a.mjs', 4), overwritten({ madeStack: 0 })]);
    assert.equal(finding?.at?.line, 4);
    assert.deepEqual(finding?.related, []);
  });
});
