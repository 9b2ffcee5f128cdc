import assert from 'node:assert/strict';
import { stackLeak } from '../../../src/analysis/memory/stack-leak';
import type { StackSite } from '../../../src/trace/memory-events';
import { findingsOf, jsStack, type Unstamped } from './trace-of';

const taken = (of: Partial<StackSite> = {}): Unstamped => ({ kind: 'stack-taken', instance: 1, module: 'aa', calls: 1_000, sites: [{ stack: 1, export: 'stackAlloc', drops: 300, outstanding: 100, outstandingBytes: 1_600, thrown: 0, firstCall: 3, lastCall: 997, ...of }] });

describe('memory/stack-leak', () => {
  it('takes the last count, and says what was lost', () => {
    const [finding, ...others] = findingsOf(stackLeak, [jsStack(1, 12), taken({ outstanding: 50 }), taken()]);
    assert.deepEqual(others, []);
    assert.equal(finding?.at?.line, 12);
    assert.deepEqual(finding?.evidence, { lostStackBytes: 1_600, neverReleased: 100, taken: 300, failedCalls: 0, bytesPerCall: 16, exports: ['stackAlloc'] });
  });

  const silent: [string, Partial<StackSite>][] = [
    ['what is taken once at the start', { lastCall: 60 }],
    ['what was taken just now', { firstCall: 900 }],
    ['a few', { outstanding: 15 }],
  ];
  for (const [what, of] of silent) it(`is silent on ${what}`, () => assert.deepEqual(findingsOf(stackLeak, [jsStack(1, 12), taken(of)]), []));
});
