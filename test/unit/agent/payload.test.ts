import assert from 'node:assert/strict';
import { fingerprint } from '../../../src/agent/transfer/fingerprint';
import { Inflow } from '../../../src/agent/transfer/inflow';
import { describePayload } from '../../../src/agent/transfer/payload';

describe('payloads of messages', () => {
  it('tells plain numbers, typed arrays and text apart, with their size', () => {
    const typed = new Float32Array(1_000);
    assert.deepEqual(describePayload({ typed }), { form: 'typed-array', sizeBytes: 4_011, transferredBytes: 0, copied: typed.buffer });
    assert.equal(describePayload({ values: Array(5_000).fill(0.5) }).form, 'number-array');
    assert.equal(describePayload('{"a":1}').form, 'json-text');
    assert.equal(describePayload([{ name: 'x'.repeat(500) }]).form, 'text');
  });

  it('knows what is transferred, and that shared memory is not copied', () => {
    const moved = new Uint8Array(2_000);
    const { transferredBytes, copied } = describePayload({ moved }, [moved.buffer]);
    assert.deepEqual([transferredBytes, copied], [2_000, null]);
    assert.equal(describePayload(new Uint8Array(new SharedArrayBuffer(9_000))).sizeBytes, 0);
  });

  it('looks at a bounded part of a large or circular structure, and calls no getter', () => {
    const circular: Record<string, unknown> = { rows: Array.from({ length: 100_000 }, (_, id) => ({ id, tags: [1, 2, 3] })) };
    circular['self'] = circular;
    Object.defineProperty(circular, 'trap', { enumerable: true, get: () => assert.fail('a getter was called') });
    assert.ok(describePayload(circular).sizeBytes > 1_000_000);
  });
});

describe('fingerprints', () => {
  it('are equal for equal texts, and differ by length and content', () => {
    const text = Array.from({ length: 9_000 }, (_, i) => String(i % 10)).join('');
    assert.equal(fingerprint(text), fingerprint(`${text.slice(0, 100)}${text.slice(100)}`));
    assert.notEqual(fingerprint(text), fingerprint(`${text}1`));
    assert.notEqual(fingerprint(text), fingerprint(text.replaceAll('3', '7')));
  });
});

describe('inflow', () => {
  it('names where a text of that size came from, once', () => {
    let now = 1_000;
    const inflow = new Inflow(() => now);
    inflow.add('pipe', 60_000);
    inflow.add('pipe', 60_000);
    inflow.add('file', 5_000_000);
    assert.equal(inflow.take(100_000), 'pipe');
    assert.equal(inflow.take(100_000), null);
    inflow.add('network', 200_000);
    now += 60_000;
    assert.equal(inflow.take(100_000), null);
  });
});
