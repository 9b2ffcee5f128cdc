import assert from 'node:assert/strict';
import { areVariants } from '../../../src/analysis/cache/file-family';
import { wrongFile } from '../../../src/analysis/cache/wrong-file';
import { replay, stackAt, type BriefEvent } from '../events';

const missing = (path: string, of: object = {}): BriefEvent => ({ kind: 'file-missing', path, error: 'ENOENT', stack: 1, operation: 1, t: 10, ...of });
const read = (path: string, of: object = {}): BriefEvent => ({ kind: 'file-transfer', direction: 'read', path, inode: 1, modifiedAt: 1, sizeBytes: 100_000, durationMs: 2, durable: false, synchronous: true, stack: 2, operation: 1, t: 20, ...of });
const findingsOf = (events: readonly BriefEvent[]) => replay([wrongFile], [stackAt(1, '/app/a.mjs', 4), stackAt(2, '/app/a.mjs', 6), ...events]).findings;

describe('cache/wrong-file', () => {
  it('points at the read, with the file that was wanted', () => {
    const [finding, ...others] = findingsOf([missing('/m/a-fp32.bin'), read('/m/a-int8.bin'), read('/m/a-int8.bin', { t: 30 })]);
    assert.deepEqual(others, []);
    assert.deepEqual([finding?.severity, finding?.at?.line, finding?.related[0]?.at.line, finding?.evidence['reads'], finding?.evidence['afterMs']], ['warning', 6, 4, 2, 8]);
  });

  it('is a note where the program says so', () => {
    assert.equal(findingsOf([missing('/m/a-fp32.bin'), read('/m/a-int8.bin'), { kind: 'file-missing-told', path: '/m/a-fp32.bin' }])[0]?.severity, 'note');
  });

  const silent: [string, BriefEvent[]][] = [
    ['a read of another operation', [missing('/m/a-fp32.bin'), read('/m/a-int8.bin', { operation: 2 })]],
    ['a read long after', [missing('/m/a-fp32.bin'), read('/m/a-int8.bin', { t: 9_000 })]],
    ['a file that was read before', [read('/m/a-int8.bin', { t: 5 }), missing('/m/a-fp32.bin'), read('/m/a-int8.bin')]],
    ['settings', [missing('/m/a-local.json'), read('/m/a-default.json'), { kind: 'json-transfer', direction: 'decode', characters: 100_000, fingerprint: 'f', durationMs: 1, source: 'file', stack: 2, operation: 1 }]],
  ];
  for (const [what, events] of silent) it(`is silent on ${what}`, () => assert.deepEqual(findingsOf(events), []));

  it('tells variants from parts and from other files', () => {
    assert.ok(areVariants('/m/speech-7b-q8_0.gguf', '/m/speech-7b-q4_0.gguf'));
    assert.ok(areVariants('/m/engine.simd.wasm', '/m/engine.wasm'));
    for (const [a, b] of [['/m/part-1.bin', '/m/part-2.bin'], ['/m/a.bin', '/m/b.bin'], ['/m/a.bin', '/n/a-q4.bin'], ['/m/a.bin.br', '/m/a.bin'], ['/m/a-fp32.bin', '/m/a-fp32.bin']] as const) assert.ok(!areVariants(a, b), `${a} ${b}`);
  });
});
