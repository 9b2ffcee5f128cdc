import assert from 'node:assert/strict';
import { withoutOwnWork } from '../../../src/toolkit/own-work';
import { frame, recording } from '../profile/recording';

describe('work of our own in a recording', () => {
  it('is one node with what Node does for it; what the program does below it stays', () => {
    const profile = withoutOwnWork({
      startTime: 0,
      endTime: 6,
      nodes: [
        { id: 1, callFrame: frame('(root)'), children: [2, 7] },
        { id: 2, callFrame: frame('look', 'wasmscope-record', 3, 0, '9'), children: [3, 5], hitCount: 1, positionTicks: [{ line: 4, ticks: 1 }] },
        { id: 3, callFrame: frame('require', 'node:internal/modules', 1), children: [4], hitCount: 1 },
        { id: 4, callFrame: frame('parse'), hitCount: 1 },
        { id: 5, callFrame: frame('emit', 'node:events', 1), children: [6] },
        { id: 6, callFrame: frame('listener', 'file:///srv/app.mjs', 1, 0, '5'), hitCount: 2 },
        { id: 7, callFrame: frame('main', 'file:///srv/app.mjs', 9, 0, '5'), hitCount: 1 },
      ],
      samples: [2, 3, 4, 6, 6, 7],
      timeDeltas: [1, 1, 1, 1, 1, 1],
    });
    assert.deepEqual(profile.nodes.map(({ id, callFrame, children, hitCount }) => [id, callFrame.functionName, children ?? [], hitCount ?? 0]), [
      [1, '(root)', [2, 7], 0],
      [2, '(program)', [6], 3],
      [6, 'listener', [], 2],
      [7, 'main', [], 1],
    ]);
    assert.deepEqual(profile.samples, [2, 2, 2, 6, 6, 7]);
  });

  it('changes nothing where there is none', () => {
    const profile = recording();
    assert.equal(withoutOwnWork(profile), profile);
  });
});
