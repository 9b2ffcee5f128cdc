import assert from 'node:assert/strict';
import { jsonHandoff } from '../../../src/analysis/handoff/json';
import { replay, stackAt, type BriefEvent } from '../events';

const CHARACTERS = 300_000;
const START: BriefEvent[] = [
  stackAt(1, '/app/sender.mjs', 4, { pid: 1 }),
  stackAt(2, '/app/sender.mjs', 6, { pid: 1 }),
  stackAt(1, '/app/receiver.mjs', 8, { pid: 2 }),
];

function text(n: number, direction: 'encode' | 'decode', pid: number, fingerprint = `f${n}`): BriefEvent {
  const t = 1_000 + n * 50 + (direction === 'encode' ? 0 : 10);
  return { kind: 'json-transfer', direction, characters: CHARACTERS, fingerprint, durationMs: 3, source: null, stack: 1, operation: 0, t, pid };
}

const sent = (n: number, route: 'output' | 'worker' | 'ipc-json' | 'ipc-advanced', sizeBytes = CHARACTERS + 10): BriefEvent => ({
  kind: 'message', direction: 'send', route, form: 'json-text', sizeBytes, transferredBytes: 0, durationMs: 1, stack: 2, operation: 0, t: 1_001 + n * 50, pid: 1,
});

const times = (count: number, make: (n: number) => BriefEvent[]): BriefEvent[] => Array.from({ length: count }, (_, n) => make(n)).flat();
const linesOf = (events: BriefEvent[]): unknown[] => replay([jsonHandoff], [...START, ...events]).findings.map(({ at, evidence }) => [at?.line, evidence['payloads'], evidence['msPerPayload']]);

describe('handoff/json', () => {
  it('pairs the same text in two processes, and points at the line that sent it', () => {
    assert.deepEqual(linesOf(times(5, (n) => [text(n, 'encode', 1), sent(n, 'output'), text(n, 'decode', 2)])), [[6, 5, 7]]);
  });

  it('points at the encoding where the sending was not seen', () => {
    assert.deepEqual(linesOf(times(5, (n) => [text(n, 'encode', 1), text(n, 'decode', 2)])), [[4, 5, 6]]);
  });

  it('counts a text once that is sent to a worker and parsed there', () => {
    assert.deepEqual(linesOf(times(5, (n) => [text(n, 'encode', 1), sent(n, 'worker'), text(n, 'decode', 2)])), [[6, 5, 7]]);
  });

  it("sees fork's own JSON", () => assert.deepEqual(linesOf(times(5, (n) => [sent(n, 'ipc-json')])), [[6, 5, 1]]));

  const innocent: [string, BriefEvent[]][] = [
    ['JSON for somebody else', times(5, (n) => [text(n, 'encode', 1), sent(n, 'output')])],
    ["somebody else's JSON", times(5, (n) => [text(n, 'decode', 2)])],
    ['a copy made within one thread', times(5, (n) => [text(n, 'encode', 1), text(n, 'decode', 1)])],
    ['advanced serialization', times(5, (n) => [sent(n, 'ipc-advanced')])],
    ['one configuration for each of many workers', times(8, (n) => [text(n, 'encode', 1), text(n, 'decode', 10 + n)])],
  ];
  for (const [what, events] of innocent) it(`is silent about ${what}`, () => assert.deepEqual(linesOf(events), []));
});
