import assert from 'node:assert/strict';
import { backpressureHandoff } from '../../../src/analysis/handoff/backpressure';
import { boundaryCopy } from '../../../src/analysis/handoff/boundary-copy';
import { chattyHandoff } from '../../../src/analysis/handoff/chatty';
import { replay, stackAt, type BriefEvent } from '../events';

const ALL = [backpressureHandoff, boundaryCopy, chattyHandoff];
const STACKS = [stackAt(1, '/app/service.mjs', 12), stackAt(2, '/app/service.mjs', 20)];
const briefOf = (events: readonly BriefEvent[]): string[] => replay(ALL, [...STACKS, ...events]).findings.map(({ rule, severity, at }) => `${severity} ${rule} ${at?.line ?? '-'}`);
const times = <Made>(count: number, make: (n: number) => Made): Made[] => Array.from({ length: count }, (_, n) => make(n));
const MB = 1 << 20;

const repeated = (more: object = {}): BriefEvent => ({ kind: 'repeated-calls', module: 'a', name: 'at', accessor: 'read', calls: 4_096, turns: 1, stack: 1, ...more });
const copy = (more: object = {}): BriefEvent =>
  ({ kind: 'boundary-copy', instance: 1, direction: 'in', as: 'bytes', sizeBytes: MB, fingerprint: 'f', waste: null, durationMs: 0.4, stack: 1, operation: 0, ...more });
const json = (direction: 'encode' | 'decode', fingerprint: string, more: object = {}): BriefEvent =>
  ({ kind: 'json-transfer', direction, characters: MB, fingerprint, durationMs: 9, source: null, stack: 2, operation: 0, ...more });
const ignored = (queuedBytes: number, more: object = {}): BriefEvent =>
  ({ kind: 'ignored-backpressure', stream: 1, to: 'Socket', writes: 10, queuedBytes, peakBytes: queuedBytes, highWaterMarkBytes: 16_384, stack: 1, ...more });

describe('hand-offs at the boundary, and to a stream', () => {
  it('chatty: accessors alone, and only in their thousands', () => {
    assert.deepEqual(briefOf([repeated(), repeated({ name: 'other' })]), ['warning handoff/chatty 12']);
    assert.deepEqual(briefOf([repeated({ calls: 1_024 })]), []);
    assert.deepEqual(briefOf([repeated({ accessor: null, calls: 1e6 })]), []);
  });

  it('boundary-copy: the same again, and to and fro', () => {
    assert.deepEqual(briefOf(times(4, () => copy({ waste: 'unchanged' }))), ['warning handoff/boundary-copy 12']);
    assert.deepEqual(briefOf(times(4, () => copy({ waste: 'returned' }))), ['warning handoff/boundary-copy 12']);
    assert.deepEqual(briefOf(times(2, () => copy({ waste: 'returned' }))), []);
    assert.deepEqual(briefOf(times(9, () => copy())), []);
  });

  it('boundary-copy: copies out are a note, as they may be meant to be kept', () => {
    assert.deepEqual(briefOf(times(4, () => copy({ direction: 'out' }))), ['note handoff/boundary-copy 12']);
  });

  it('boundary-copy: JSON text into memory, or out of it, that this side writes or parses', () => {
    const into = times(4, (n) => [json('encode', `f${n}`), copy({ as: 'text', fingerprint: `f${n}` })]).flat();
    const out = times(4, (n) => [copy({ as: 'text', direction: 'out', fingerprint: `f${n}` }), json('decode', `f${n}`)]).flat();
    assert.deepEqual(briefOf(into), ['warning handoff/boundary-copy 12']);
    assert.deepEqual(briefOf(out), ['warning handoff/boundary-copy 12']);
    assert.deepEqual(replay(ALL, [...STACKS, ...into]).findings[0]?.evidence, { copies: 4, bytesPerCopy: MB, totalBytes: 4 * MB, copyMs: 1.6, jsonMs: 36 });
    // Text from or for somebody else.
    assert.deepEqual(briefOf(times(4, (n) => copy({ as: 'text', fingerprint: `f${n}` }))), []);
    assert.deepEqual(briefOf(times(4, (n) => copy({ as: 'text', direction: 'out', fingerprint: `f${n}` }))), []);
    assert.deepEqual(briefOf(times(4, (n) => [json('encode', `f${n}`, { tid: 3 }), copy({ as: 'text', fingerprint: `f${n}` })]).flat()), []);
  });

  it('backpressure: a queue that grows, or a flood', () => {
    assert.deepEqual(briefOf(times(5, (n) => ignored((n + 1) * MB))), ['warning handoff/backpressure 12']);
    assert.deepEqual(briefOf([ignored(0, { peakBytes: 60 * MB })]), ['warning handoff/backpressure 12']);
  });

  it('backpressure: silent about bursts that drain, small queues, and what was written before', () => {
    assert.deepEqual(briefOf(times(8, (n) => ignored(n % 2 === 0 ? 3 * MB : 0))), []);
    assert.deepEqual(briefOf(times(8, (n) => ignored((n + 1) * MB, { drained: true }))), []);
    assert.deepEqual(briefOf(times(8, (n) => ignored((n + 1) * 10_000))), []);
    assert.deepEqual(briefOf(times(8, (n) => ignored((9 - n) * MB, { writes: n === 0 ? 10 : 0 }))), []);
  });
});
