import assert from 'node:assert/strict';
import type { CpuProfile } from '../../../src/profile/cpu-profile';
import { compareProfiles } from '../../../src/profile/compare-profiles';
import { symbolicateProfile } from '../../../src/profile/symbolicate-profile';
import { MIX, candidate, recording } from './recording';

const profileOf = (slice: CpuProfile, functions = MIX): ReturnType<typeof symbolicateProfile> => symbolicateProfile([{ name: 'main', slices: [slice] }], { candidates: [candidate('mix', functions)] });

describe('profile: comparing two', () => {
  it('finds nothing between a profile and itself, nor one recorded twice as long at the same pace', () => {
    const once = profileOf(recording());
    const twice = symbolicateProfile([{ name: 'main', slices: [recording(0), recording(10_000)] }], { candidates: [candidate('mix', MIX)] });
    assert.ok(compareProfiles(once, once).every(({ selfMsPerSecond }) => selfMsPerSecond.change === 0));
    const steady = compareProfiles(once, twice).find(({ function: name }) => name === 'scramble()')!;
    assert.deepEqual(steady.selfMsPerSecond, { before: 500, after: 500, change: 0 });
  });

  it('names the function that grew first, by its name and file though its line and offset moved', () => {
    const before = profileOf(recording());
    const moved = MIX.map((known) => ({ ...known, start: known.start + 400, line: known.line + 9 }));
    const later = recording();
    const nodes = later.nodes.map((node) => (node.callFrame.url.startsWith('wasm:') ? { ...node, callFrame: { ...node.callFrame, columnNumber: node.callFrame.columnNumber + 400 } } : node));
    const after = profileOf({ ...later, nodes, samples: [6, 6, 6, 6, 6, 6, 6, 7, 8] }, moved);
    const [first, ...rest] = compareProfiles(before, after);
    assert.deepEqual([first!.function, first!.line, first!.selfMsPerSecond], ['scramble()', 13, { before: 500, after: 800, change: 300 }]);
    assert.equal(rest.filter(({ function: name }) => name === 'scramble()').length, 0, 'one row a function');
    assert.deepEqual(rest[0]!.selfMsPerSecond, { before: 200, after: 0, change: -200 }, 'main is hot no more');
  });
});
