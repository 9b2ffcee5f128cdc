import assert from 'node:assert/strict';
import { unboundedCollection } from '../../../src/analysis/memory/unbounded-collection';
import { findingsOf, jsStack, type Unstamped } from './trace-of';

const described: Unstamped = { kind: 'collection', collection: 5, type: 'map', owner: 'answers', ownerFile: '/app/cache.mjs', stack: 1, growsAt: null };

/** Sizes at every quarter of a second, with three requests between. */
function observed(sizes: readonly number[], { requests = true } = {}): Unstamped[] {
  return sizes.flatMap((entries): Unstamped[] => [
    ...(requests ? [1, 2, 3].map((): Unstamped => ({ kind: 'request', operation: 1, durationMs: 1, status: 200, loopback: true })) : []),
    { kind: 'collection-sizes', sizes: [[5, entries, entries * 100]] },
  ]);
}

const range = (count: number, of: (n: number) => number): number[] => Array.from({ length: count }, (_, n) => of(n));
const findings = (events: Unstamped[]) => findingsOf(unboundedCollection, [jsStack(1, 9, '/app/cache.mjs'), described, ...events]);

describe('memory/unbounded-collection', () => {
  it('goes by pauses that it has seen', () => {
    const [more, fewer] = [4, 2].map((rounds) => [...observed(range(20, (n) => 10 + n * 12)), ...observed(range(rounds, () => 0)).filter(({ kind }) => kind === 'request')]);
    assert.deepEqual([findings(more!).length, findings(fewer!).length], [0, 1]);
  });

  it('names owner, line and counts of a map that only grows', () => {
    const [finding, ...others] = findings(observed(range(20, (n) => 10 + n * 3)));
    assert.deepEqual(others, []);
    assert.deepEqual([finding?.at?.file, finding?.at?.line], ['/app/cache.mjs', 9]);
    assert.deepEqual([finding?.evidence['owner'], finding?.evidence['entries'], finding?.evidence['entriesPerRequest']], ['answers', 67, 1]);
    const series = finding?.evidence['entriesSeries'] as [number, number][];
    assert.deepEqual([series.length, series[0]![1], series.at(-1)![1]], [20, 10, 67]);
  });

  it('needs no requests: time will do', () => {
    assert.equal(findings(observed(range(20, (n) => n * 5), { requests: false })).length, 1);
  });

  const silent: [string, Unstamped[]][] = [
    ['a saw-tooth', observed(range(24, (n) => (n % 8) * 50))],
    ['a plateau after warm-up, while requests go on', observed(range(24, (n) => Math.min(n, 7) * 40))],
    ['a cache that reached its bound', observed(range(24, (n) => 500 - 500 / (n + 1)))],
    ['a ring that has just been filled', [...observed(range(20, (n) => 10 + n * 12)), ...observed(range(3, () => 0)).filter(({ kind }) => kind === 'request')]],
    ['little growth', observed(range(20, (n) => n))],
    ['sizes seen too seldom', observed([10, 500, 1_000])],
    ['one that is emptied as fast as it is filled', [...observed(range(20, (n) => n * 5)), { kind: 'collection-use', collection: 5, insertions: 100, removals: 90, lookups: 0, hits: 0 }]],
  ];
  for (const [what, events] of silent) it(`is silent on ${what}`, () => assert.deepEqual(findings(events), []));

  it('tells containers of a package that one line fills once, those of the program each', () => {
    const owners = (ownerFile: string): (string | null)[] => {
      const pair = ['contexts', 'callbacks'].map((owner, index): Unstamped => ({ kind: 'collection', collection: index + 1, type: 'map', owner, ownerFile, stack: 1, growsAt: null }));
      const sizes = Array.from({ length: 20 }, (_, n): Unstamped => ({ kind: 'collection-sizes', sizes: [[1, n * 5, 100], [2, n * 6, 100]] }));
      return findingsOf(unboundedCollection, [jsStack(1, 9, '/app/cache.mjs'), ...pair, ...sizes]).map(({ evidence }) => evidence['owner'] as string);
    };
    assert.deepEqual(owners('/app/node_modules/engine/index.js'), ['callbacks']);
    assert.deepEqual(owners('/app/cache.mjs'), ['contexts', 'callbacks']);
  });

  it('falls back to the line of the source text where no insertion was seen', () => {
    const growsAt = { file: '/app/cache.mjs', line: 4, column: 1 };
    const [finding] = findingsOf(unboundedCollection, [{ ...described, stack: 0, type: 'dictionary', growsAt }, ...observed(range(20, (n) => n * 5))]);
    assert.equal(finding?.at?.line, 4);
  });
});
