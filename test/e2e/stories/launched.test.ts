import assert from 'node:assert/strict';
import { basename, join } from 'node:path';
import { atLeast, type Report } from '../../../src/findings/finding';
import { nodeBinaries, root } from '../../tools';
import { parseReport, runCli } from './run-cli';
import { STORIES, markedLines } from './story-table';

const PRICE = 'cpu-hour=0.05,gb-hour=0.006,currency=EUR';

export async function checkEntry(folder: string, entry: 'broken.mjs' | 'mended.mjs', node: string): Promise<{ report: Report; exitCode: number | null; stderr: string }> {
  const run = await runCli(['check', '--json', '--price', PRICE, '--', node, join(folder, entry), '--load'], { node });
  return { report: parseReport(run), exitCode: run.exitCode, stderr: run.stderr };
}

const brief = (report: Report): string =>
  report.findings.map((finding) => `${finding.severity} ${finding.rule} ${finding.at ? `${basename(finding.at.file)}:${finding.at.line}` : '-'} ${finding.message}`).join('\n') || '(no findings)';

describe('the five stories, launched under check', function () {
  this.timeout(120_000);
  for (const node of nodeBinaries()) {
    for (const story of STORIES) {
      const folder = join(root, 'examples', story.name);

      it(`${story.name} broken: every cause at its line (${basename(join(node, '..', '..', '..', '..'))})`, async () => {
        const { report, exitCode, stderr } = await checkEntry(folder, 'broken.mjs', node);
        const marks = markedLines(folder);
        for (const alternatives of story.causes) {
          const expected = marks.filter(({ rule }) => alternatives.some((each) => each === rule));
          assert.ok(expected.length > 0, `no line of ${story.name} is marked ${alternatives.join(' or ')}`);
          const hit = report.findings.some(
            (finding) =>
              atLeast(finding.severity, 'warning') &&
              expected.some((mark) => mark.rule === finding.rule && finding.at !== null && finding.at.file.endsWith(mark.file) && finding.at.line === mark.line),
          );
          assert.ok(hit, `${alternatives.join(' or ')} expected at ${JSON.stringify(expected)}\n${brief(report)}\n${stderr.slice(-1_000)}`);
        }
        const wanted = new Set<string>(story.causes.flat());
        const others = report.findings.filter((finding) => atLeast(finding.severity, 'warning') && !wanted.has(finding.rule));
        assert.deepEqual(others.map((finding) => `${finding.rule} ${finding.message}`), [], brief(report));
        assert.equal(exitCode, 2);
      });

      it(`${story.name} mended: silent`, async () => {
        const { report, exitCode, stderr } = await checkEntry(folder, 'mended.mjs', node);
        assert.deepEqual(report.findings.filter((finding) => atLeast(finding.severity, 'warning')), [], `${brief(report)}\n${stderr.slice(-1_000)}`);
        assert.equal(exitCode, 0);
        assert.equal(report.target.exitCode, 0);
      });
    }
  }
});
