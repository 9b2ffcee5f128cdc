import assert from 'node:assert/strict';
import { compareReports } from '../../../src/findings/compare-reports';
import { sampleReport } from './sample-report';

describe('findings: comparing two reports', () => {
  it('tells new findings, gone ones and those that stayed though their lines moved', () => {
    const before = sampleReport;
    const [first, second, ...others] = before.findings;
    const moved = { ...second!, at: second!.at && { ...second!.at, line: second!.at.line + 7 } };
    const fresh = { ...first!, rule: 'memory/table-growth' as const };
    const changes = compareReports(before, { ...before, findings: [moved, fresh, ...others] }, '/');
    assert.deepEqual(changes.appeared, [fresh]);
    assert.deepEqual(changes.gone, [first]);
    assert.deepEqual(changes.stayed, [moved, ...others]);
    assert.deepEqual(changes.rules.find(({ rule }) => rule === 'memory/table-growth'), { rule: 'memory/table-growth', before: 0, after: 1 });
  });

  it('finds no change between a report and itself', () => {
    const { appeared, gone, stayed } = compareReports(sampleReport, sampleReport, '/');
    assert.deepEqual([appeared, gone, stayed.length], [[], [], sampleReport.findings.length]);
  });
});
