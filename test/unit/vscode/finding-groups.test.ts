import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Finding, RuleName, Severity } from '../../../src/findings/finding';
import { findingGroups } from '../../../src/vscode/views/finding-groups';

const finding = (rule: RuleName, severity: Severity, file: string | null): Finding => ({
  rule, severity, message: rule, at: file === null ? null : { file, line: 1, column: 0, function: null }, related: [], evidence: {}, remedy: '',
});

describe('groups of findings', () => {
  const all = [finding('handoff/json', 'note', '/work/b.mjs'), finding('cache/miss-rate', 'error', '/work/b.mjs'), finding('handoff/json', 'warning', '/work/a.mjs'), finding('memory/linear-growth', 'note', null)];

  it('are of one rule, that with the worst finding first', () => {
    const shown = findingGroups(all, 'rule', '/work').map(({ label, findings }) => [label, findings.map(({ severity }) => severity)]);
    assert.deepEqual(shown, [['cache/miss-rate', ['error']], ['handoff/json', ['warning', 'note']], ['memory/linear-growth', ['note']]]);
  });

  it('are of one file, relative to the workspace; those without a file stand together', () => {
    const shown = findingGroups(all, 'file', '/work').map(({ label, findings }) => [label, findings.length]);
    assert.deepEqual(shown, [['b.mjs', 2], ['a.mjs', 1], [null, 1]]);
  });
});
