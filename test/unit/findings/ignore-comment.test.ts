import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Finding, Report } from '../../../src/findings/finding';
import { ignoreComment, ignoresNextLine, withoutIgnored } from '../../../src/findings/ignore-comment';

describe('comments that leave findings out', () => {
  it('name rules, or stand for all, with a reason after two dashes', () => {
    const ignores = (line: string): boolean => ignoresNextLine(line, 'cache/miss-rate');
    assert.ok(ignores('  // wasmscope-ignore-next-line cache/miss-rate'));
    assert.ok(ignores('// wasmscope-ignore-next-line handoff/json, cache/miss-rate -- warmed up at night'));
    assert.ok(ignores('/* wasmscope-ignore-next-line */'));
    assert.ok(ignores(';; wasmscope-ignore-next-line cache/miss-rate'));
    assert.ok(!ignores('// wasmscope-ignore-next-line handoff/json -- not cache/miss-rate'));
    assert.ok(!ignores('// wasmscope-ignore-next-lines cache/miss-rate'));
    assert.ok(!ignores('const text = "wasmscope-ignore-next-line";'));
  });

  it('are written so that they are understood', () => {
    for (const file of ['/a.rs', '/b.mjs', '/c.wat']) assert.ok(ignoresNextLine(ignoreComment(file, 'handoff/json'), 'handoff/json'), file);
  });

  it('leave out findings of the line below, and count them', () => {
    const finding = (line: number): Finding => ({ rule: 'handoff/json', severity: 'note', message: '', at: { file: '/a.mjs', line, column: 0, function: null }, related: [], evidence: {}, remedy: '' });
    const report: Report = {
      tool: 'wasmscope', version: '', target: { pid: 1, command: null, nodeVersion: null, exitCode: null, signal: null }, mode: 'attach', startedAt: '', durationMs: 1,
      modules: [], findings: [finding(1), finding(3), { ...finding(3), at: null }], notObserved: [],
    };
    const lines = ['a', '// wasmscope-ignore-next-line handoff/json', 'b'];
    const result = withoutIgnored(report, (file, line) => (file === '/a.mjs' ? lines[line - 1] : undefined));
    assert.equal(result.ignored, 1);
    assert.deepEqual(result.report.findings.map(({ at }) => at?.line), [1, undefined]);
  });
});
