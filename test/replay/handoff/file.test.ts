import assert from 'node:assert/strict';
import { fileHandoff } from '../../../src/analysis/handoff/file';
import { replay, stackAt, type BriefEvent } from '../events';

const MB = 1 << 20;
const START: BriefEvent[] = [
  stackAt(1, '/app/sender.mjs', 5, { pid: 1 }),
  stackAt(1, '/app/receiver.mjs', 9, { pid: 2 }),
  { kind: 'calibration', route: 'shared-memory', sizeBytes: MB, medianMs: 0.1 },
];

interface HopOptions {
  readonly reader?: number;
  readonly durable?: boolean;
  readonly removed?: boolean;
  readonly lateBy?: number;
  readonly ms?: number;
}

function hop(n: number, { reader = 2, durable = false, removed = true, lateBy = 3, ms = 2 }: HopOptions = {}): BriefEvent[] {
  const t = 1_000 + n * 100;
  const shared = { kind: 'file-transfer', path: `/tmp/f-${n}`, inode: n + 1, modifiedAt: t, sizeBytes: MB, durationMs: ms, durable, synchronous: true, stack: 1, operation: 0 } as const;
  return [
    { ...shared, direction: 'write', t, pid: 1 },
    { ...shared, direction: 'read', t: t + lateBy + ms, pid: reader, durable: false },
    ...(removed ? [{ kind: 'file-removed', path: `/tmp/f-${n}`, renamedTo: null, t: t + lateBy + ms + 1, pid: reader } as const] : []),
  ];
}

const hops = (count: number, options?: HopOptions): BriefEvent[] => Array.from({ length: count }, (_, n) => hop(n, options)).flat();

describe('handoff/file', () => {
  it('names the writing line, with bytes and milliseconds per payload and what memory takes', () => {
    const { findings } = replay([fileHandoff], [...START, ...hops(10)]);
    assert.equal(findings.length, 1);
    const [{ at, evidence, related }] = findings as [(typeof findings)[number]];
    assert.deepEqual(at, { file: '/app/sender.mjs', line: 5, column: 1, function: null });
    assert.deepEqual(evidence, { payloads: 10, bytesPerPayload: MB, totalBytes: 10 * MB, msPerPayload: 7, sendMs: 2, waitMs: 3, receiveMs: 2, inMemoryMs: 0.1, savedMsPerPayload: 6.9, latencyMsHistogram: [[5.657, 8, 10]] });
    assert.deepEqual(related.map(({ at: { file, line } }) => `${file}:${line}`), ['/app/receiver.mjs:9']);
  });

  it('sees the same whatever order the threads flushed in', () => {
    const events = hops(10);
    const readerFirst = [...events.filter(({ pid }) => pid === 2), ...events.filter(({ pid }) => pid === 1)];
    assert.deepEqual(replay([fileHandoff], [...START, ...readerFirst]).findings, replay([fileHandoff], [...START, ...events]).findings);
  });

  const innocent: [string, BriefEvent[]][] = [
    ['files that stay', hops(10, { removed: false })],
    ['records that are synced or appended to', hops(10, { durable: true })],
    ['a spill file that its writer reads', hops(10, { reader: 1 })],
    ['a reader that comes much later', hops(10, { lateBy: 20_000 })],
    ['two payloads at the start', hops(2)],
    ['a route that costs less than half a millisecond more', hops(10, { lateBy: 0, ms: 0.2 })],
  ];
  for (const [what, events] of innocent) it(`is silent about ${what}`, () => assert.deepEqual(replay([fileHandoff], [...START, ...events]).findings, []));

  it('attached, sees the reading side and says that the other is not observed', () => {
    const { findings, notObserved } = replay([fileHandoff], [
      { kind: 'thread-start', mode: 'attach', ppid: 0, nodeVersion: 'v20', argv: [], cwd: '/', features: [], pid: 2 },
      ...START,
      ...hops(10).filter(({ pid }) => pid === 2),
    ]);
    assert.deepEqual(findings.map(({ at, evidence }) => [at?.file, at?.line, evidence['senderSeen']]), [['/app/receiver.mjs', 9, false]]);
    assert.deepEqual(notObserved.map(({ rule }) => rule), ['handoff/file']);
  });
});
