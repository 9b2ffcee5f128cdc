import assert from 'node:assert/strict';
import { instanceLeak } from '../../../src/analysis/memory/instance-leak';
import { memoryGrowth } from '../../../src/analysis/memory/memory-growth';
import { tableGrowth } from '../../../src/analysis/memory/table-growth';
import { findingsOf, jsStack, type Unstamped } from './trace-of';

const PAGE = 65_536;
const range = (count: number, of: (n: number) => Unstamped[]): Unstamped[] => Array.from({ length: count }, (_, n) => of(n)).flat();
const request: Unstamped = { kind: 'request', operation: 1, durationMs: 1, status: 200, loopback: true };
const grow = (n: number): Unstamped => ({ kind: 'memory-grow', instance: 1, module: 'aa', memory: 0, fromBytes: n * PAGE, toBytes: (n + 1) * PAGE, stack: 1 });
const live = (liveBytes: number, peakLiveBytes = liveBytes): Unstamped => ({
  kind: 'allocation-sites', instance: 1, module: 'aa', calls: 100, elapsedMs: 5_000, peakLiveBytes,
  sites: [{ stack: 1, allocations: 4, allocatedBytes: liveBytes, live: 1, liveBytes, bornByCall: [1], bornByTime: [1], unreachable: null, estimated: false }],
});
const growing = (more: (n: number) => Unstamped[]): Unstamped[] => [jsStack(1, 12), ...range(24, (n) => [request, grow(n + 1), ...more(n)])];

describe('growth of linear memory', () => {
  const shapes: [string, Unstamped[], string[]][] = [
    ['grows where the allocator is unknown', growing(() => []), ['memory/linear-growth']],
    ['grows with one block that is allocated', growing((n) => [live((n + 1) * PAGE)]), ['memory/linear-growth']],
    ['grows though what is live stays the same', growing(() => [live(PAGE)]), ['memory/fragmentation']],
    ['grows as the largest request does', growing((n) => [live(PAGE, n * PAGE)]), []],
    ['grows past all that was ever allocated at one time', growing(() => [live(PAGE, 2 * PAGE)]), ['memory/fragmentation']],
    ['holds ever larger requests, and writes anew what it has', growing(() => []).map((event) => (event.kind === 'memory-grow' ? { ...event, rewrittenShare: 0.9 } : event)), []],
    ['leaves what it has', growing(() => []).map((event) => (event.kind === 'memory-grow' ? { ...event, rewrittenShare: 0.1 } : event)), ['memory/linear-growth']],
    ['grew while it warmed up', [jsStack(1, 12), ...range(8, (n) => [request, grow(n + 1)]), ...range(60, () => [request])], []],
    ['keeps a peak that has passed', [jsStack(1, 12), live(100), { kind: 'memory-grow', instance: 1, module: 'aa', memory: 0, fromBytes: PAGE, toBytes: 640 * PAGE, stack: 1 }, live(100), ...range(40, () => [request])], ['memory/high-water']],
  ];
  for (const [what, events, rules] of shapes) {
    it(`one that ${what}: ${rules.join() || 'silent'}`, () => {
      const findings = findingsOf(memoryGrowth, events);
      assert.deepEqual(findings.map(({ rule }) => rule), rules);
      assert.ok(findings.every(({ at, evidence }) => at?.line === 12 && Array.isArray(evidence['memoryBytesSeries'])));
      for (const { evidence } of findings) assert.ok((evidence['growthMarks'] as [number, string][]).every(([ms, place]) => ms >= 0 && place.endsWith(':12')));
    });
  }
});

describe('growth of memories that were there before', () => {
  it('is told of each, by what holds it', () => {
    const found = (id: number, owner?: string): Unstamped[] => range(24, (n) => [request, { kind: 'memory-grow', instance: -id, module: '', memory: 0, fromBytes: n * PAGE, toBytes: (n + 1) * PAGE, stack: 0, ...(owner !== undefined && { owner }) }]);
    const findings = findingsOf(memoryGrowth, range(24, (n) => [1, 2].flatMap((id) => found(id, id === 1 ? 'engine.memory' : undefined).slice(2 * n, 2 * n + 2))));
    assert.deepEqual(findings.map(({ at, evidence }) => [at, evidence['owner']]), [[null, 'engine.memory'], [null, undefined]]);
    assert.match(findings[0]!.message, /`engine\.memory` grew 2\d times/);
  });
});

describe('memory/instance-leak', () => {
  const made = (instance: number): Unstamped => ({ kind: 'instantiate', module: 'aa', instance, api: 'instantiate', durationMs: 1, stack: 1, operation: 0 });
  const leak = range(24, (n) => [made(n + 1)]);

  it('names the line of instances that are held', () => {
    const [finding] = findingsOf(instanceLeak, [jsStack(1, 12), ...leak, { kind: 'heap-collected' }]);
    assert.deepEqual([finding?.at?.line, finding?.evidence['liveInstances']], [12, 24]);
    const series = finding?.evidence['heldInstancesSeries'] as [number, number][];
    assert.deepEqual(series.map(([, held]) => held), Array.from({ length: 24 }, (_, index) => index + 1));
  });

  const silent: [string, Unstamped[]][] = [
    ['instances of which nobody knows whether they are held', leak],
    ['instances that were collected', [...range(24, (n) => [made(n + 1), { kind: 'instance-collected', instance: n + 1 }]), { kind: 'heap-collected' }]],
    ['a pool that is full', [...leak.slice(0, 8), ...range(60, () => [request]), { kind: 'heap-collected' }]],
  ];
  for (const [what, events] of silent) it(`is silent on ${what}`, () => assert.deepEqual(findingsOf(instanceLeak, [jsStack(1, 12), ...events]), []));
});

describe('memory/table-growth', () => {
  const size = (length: number): Unstamped => ({ kind: 'table-size', table: 1, module: 'aa', name: 'functions', element: 'funcref', length, filled: null, stack: 1 });

  it('names the line that adds to a table', () => {
    const [finding] = findingsOf(tableGrowth, [jsStack(1, 12), ...range(24, (n) => [request, size(4 + n * 3)])]);
    assert.deepEqual([finding?.at?.line, finding?.evidence['entries']], [12, 73]);
  });

  it('is silent on a set-up', () => assert.deepEqual(findingsOf(tableGrowth, [jsStack(1, 12), ...range(12, (n) => [size(4 + n * 9)]), ...range(60, () => [request])]), []));
});
