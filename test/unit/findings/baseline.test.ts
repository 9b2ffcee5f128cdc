import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { UserError } from '../../../src/base/user-error';
import { baselineOf, readBaseline, withoutKnown } from '../../../src/findings/baseline';
import { toJson } from '../../../src/findings/exporters/json';
import { leak, misses, ROOT, sampleReport } from './sample-report';

describe('baseline', () => {
  it('leaves out what is known and counts it, wherever the checkout lies and the line has moved', () => {
    const baseline = readBaseline(JSON.stringify(baselineOf([leak], ROOT)), ROOT);
    const moved = { ...leak, at: { ...leak.at!, file: '/elsewhere/src/rows.c', line: 99 } };
    const { report, known } = withoutKnown({ ...sampleReport, findings: [moved, misses] }, baseline, '/elsewhere/');
    assert.deepEqual(report.findings, [misses]);
    assert.equal(known, 1);
  });

  it('takes a report as a baseline', () => {
    const { report } = withoutKnown(sampleReport, readBaseline(toJson(sampleReport), ROOT), ROOT);
    assert.deepEqual(report.findings, []);
  });

  it('still reports the same rule in another function, and another rule at the same place', () => {
    const baseline = baselineOf([leak], ROOT);
    const elsewhere = { ...leak, at: { ...leak.at!, function: 'other' } };
    const otherRule = { ...leak, rule: 'memory/use-after-free' as const };
    assert.equal(withoutKnown({ ...sampleReport, findings: [elsewhere, otherRule] }, baseline, ROOT).known, 0);
  });

  it('refuses anything else with a sentence', () => {
    for (const text of ['', '[]', '{"format":"wasmscope-baseline","version":2,"known":[]}', '{"tool":"other","findings":[]}']) {
      assert.throws(() => readBaseline(text, ROOT), UserError, text);
    }
  });
});
