import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { differenceText } from '../../../src/vscode/difference-text';

const change = (before: number, after: number) => ({ before, after, change: after - before });
const titles = { before: 'old', after: 'new' };

describe('what two recordings differ in, as text', () => {
  it('lists functions that changed by a millisecond a second, and nothing from a target becomes markup', () => {
    const text = differenceText({
      kind: 'profile', before: { durationMs: 2_000, samples: 10 }, after: { durationMs: 3_000, samples: 20 },
      functions: [
        { function: '<b>|dot', file: '/a.c', line: 3, class: 'wasm', selfMsPerSecond: change(10, 2.5), totalMsPerSecond: change(10, 2.5) },
        { function: 'still', file: null, line: 0, class: 'wasm', selfMsPerSecond: change(1, 1.2), totalMsPerSecond: change(1, 1.2) },
      ],
    }, titles);
    assert.ok(text.startsWith('# old → new\n\n2.0 s with 10 samples, then 3.0 s with 20 samples.'));
    assert.ok(text.includes('| 10.0 | 2.5 | -7.5 | -7.5 | &lt;b&gt;\\|dot | /a.c:3 |'), text);
    assert.ok(!text.includes('still'));
  });

  it('counts findings by rule, and tells new ones from those that are gone', () => {
    const finding = { rule: 'handoff/json', severity: 'note', message: 'text', at: { file: '/a.mjs', line: 3, column: 0, function: null }, related: [], evidence: {}, remedy: '' } as const;
    const text = differenceText({ kind: 'report', rules: [{ rule: 'handoff/json', before: 0, after: 1 }], appeared: [finding], gone: [], stayed: [] }, titles);
    assert.ok(text.includes('| 0 | 1 | handoff/json |'), text);
    assert.ok(text.includes('## New\n\n- handoff/json, /a.mjs:3: text'), text);
    assert.ok(!text.includes('## Gone'));
  });
});
