import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { differenceText } from '../../../src/vscode/difference-text';

const titles = { before: 'old', after: 'new' };

describe('what two reports differ in, as text', () => {
  it('counts findings by rule, and tells new ones from those that are gone; nothing from a target becomes markup', () => {
    const finding = { rule: 'handoff/json', severity: 'note', message: 'the `<b>|` text', at: { file: '/w/a.mjs', line: 3, column: 0, function: null }, related: [], evidence: {}, remedy: '' } as const;
    const text = differenceText({ kind: 'report', rules: [{ rule: 'handoff/json', before: 0, after: 1 }], appeared: [finding], gone: [], stayed: [] }, titles, '/w');
    assert.ok(text.includes('| 0 | 1 | handoff/json |'), text);
    assert.ok(text.includes('## New\n\n- The &lt;b&gt;\\| text, a.mjs:3 (handoff/json)'), text);
    assert.ok(!text.includes('## Gone'));
  });
});
