import assert from 'node:assert/strict';
import { basename } from 'node:path';
import { atLeast, type Report } from '../../../src/findings/finding';
import { parseReport, runCli } from '../run-cli';
import { markedLines, type Story } from './story-table';

const PRICE = 'cpu-hour=0.05,gb-hour=0.006,currency=EUR';

export interface CheckedEntry {
  readonly report: Report;
  readonly exitCode: number | null;
  readonly stderr: string;
}

/** `wasmscope check --json -- node <entry> --load`, as a user would type it. */
export async function checkEntry(entry: string, node: string, env: NodeJS.ProcessEnv = {}): Promise<CheckedEntry> {
  const run = await runCli(['check', '--json', '--price', PRICE, '--', node, entry, '--load'], { node, env });
  return { report: parseReport(run), exitCode: run.exitCode, stderr: run.stderr };
}

/** Every cause found at a line that the sources mark, and nothing else at warning or above. */
export function assertBroken(story: Story, folder: string, { report, exitCode, stderr }: CheckedEntry): void {
  const marks = markedLines(folder);
  for (const alternatives of story.causes) {
    const expected = marks.filter(({ rule }) => alternatives.some((each) => each === rule));
    assert.ok(expected.length > 0, `no line of ${story.name} is marked ${alternatives.join(' or ')}`);
    const hit = report.findings.some(
      ({ rule, severity, at }) => atLeast(severity, 'warning') && expected.some((mark) => mark.rule === rule && at !== null && at.file.endsWith(mark.file) && at.line === mark.line),
    );
    assert.ok(hit, `${alternatives.join(' or ')} expected at ${JSON.stringify(expected)}\n${brief(report)}\n${stderr.slice(-1_000)}`);
  }
  const wanted = new Set<string>(story.causes.flat());
  const others = report.findings.filter((finding) => atLeast(finding.severity, 'warning') && !wanted.has(finding.rule));
  assert.deepEqual(others.map((finding) => `${finding.rule} ${finding.message}`), [], brief(report));
  assert.equal(exitCode, 2);
}

export function assertMended({ report, exitCode, stderr }: CheckedEntry): void {
  assert.deepEqual(report.findings.filter((finding) => atLeast(finding.severity, 'warning')), [], `${brief(report)}\n${stderr.slice(-1_000)}`);
  assert.equal(exitCode, 0);
  assert.equal(report.target.exitCode, 0, stderr.slice(-1_000));
}

export const brief = (report: Report): string =>
  report.findings.map(({ severity, rule, at, message }) => `${severity} ${rule} ${at ? `${basename(at.file)}:${at.line}` : '-'} ${message}`).join('\n') || '(no findings)';
