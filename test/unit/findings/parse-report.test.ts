import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { UserError } from '../../../src/base/user-error';
import { toHtml } from '../../../src/findings/exporters/html';
import { parseReport } from '../../../src/findings/parse-report';
import { leak, sampleReport } from '../findings/sample-report';

describe('a report from outside', () => {
  it('is taken as it is when it is whole', () => {
    const copy: unknown = JSON.parse(JSON.stringify(sampleReport));
    assert.deepEqual(parseReport(copy), copy);
  });

  it('is refused when it is something else', () => {
    for (const content of [null, 3, [], {}, { tool: 'other' }, { tool: 'wasmscope' }]) assert.throws(() => parseReport(content), UserError);
  });

  it('loses findings that are damaged or of a newer version, and can still be shown', () => {
    const damaged = [null, { ...leak, rule: 'future/rule' }, { ...leak, severity: 'fatal' }, { ...leak, at: { file: 3 } }, { ...leak, related: [{}] }, { ...leak, evidence: null }, { ...leak, remedy: undefined }];
    const report = parseReport({ tool: 'wasmscope', version: '9', target: {}, startedAt: '2030-01-01T00:00:00Z', findings: [...damaged, leak], modules: [{ name: 'half' }], notObserved: [{ rule: 'future/rule', why: 'x' }], dropped: { a: 'b' }, cost: { rows: 1 } });
    assert.deepEqual(report.findings, [leak]);
    assert.match(toHtml(report), /1 error/);
  });
});
