import assert from 'node:assert/strict';
import { useAfterFree } from '../../../src/analysis/memory/use-after-free';
import { findingsOf, jsStack } from './trace-of';

describe('memory/use-after-free', () => {
  it('names use and release, one finding for a line', () => {
    const use = { how: 'argument', export: 'total', sizeBytes: 64, stack: 1, freedStack: 2, count: 3 } as const;
    const [finding, ...others] = findingsOf(useAfterFree, [jsStack(1, 12), jsStack(2, 8), { kind: 'freed-uses', instance: 1, module: 'aa', uses: [use] }, { kind: 'freed-uses', instance: 1, module: 'aa', uses: [use] }]);
    assert.deepEqual(others, []);
    assert.equal(finding?.at?.line, 12);
    assert.equal(finding?.related[0]?.at.line, 8);
    assert.deepEqual(finding?.evidence, { uses: 6, blockBytes: 64, doubleFree: false, export: 'total' });
  });
});
