import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Report } from '../../../src/findings/finding';
import { root } from '../../tools';
import { assertRefused, parseReport, runCli, type CliRun } from '../run-cli';

const program = join(root, 'test/e2e/cache/programs/compile-per-request.mjs');

describe('the command line: a check and its report', function () {
  this.timeout(120_000);
  let folder: string;
  let live: Report;
  let run: CliRun;
  const path = (name: string): string => join(folder, name);

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'wasmscope-test-'));
    run = await runCli(['check', '--json', '--trace', path('plain.trace'), '--price', 'cpu-hour=1,gb-hour=1,currency=EUR', '--', process.execPath, program]);
    live = parseReport(run);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const fromTrace = async (name: string, ...more: string[]): Promise<Report> => parseReport(await runCli(['report', '--json', path(name), ...more]));

  it('prints one document on stdout; what the program says goes to stderr; exit code 2', () => {
    assert.equal(run.exitCode, 2, run.stderr);
    assert.equal(live.tool, 'wasmscope');
    assert.equal(live.mode, 'launch');
    assert.equal(live.target.exitCode, 0);
    assert.ok(live.findings.some(({ rule, at }) => rule === 'cache/recompiled' && at?.file === program));
    for (const finding of live.findings) assert.deepEqual(['rule', 'severity', 'message', 'at', 'related', 'evidence', 'remedy'].filter((name) => !(name in finding)), []);
  });

  it('leaves out what a comment above the line says, and tells how much that was', async () => {
    const lines = readFileSync(program, 'utf8').replaceAll("'./", `'file://${dirname(program)}/`).replaceAll("'../", `'file://${dirname(dirname(program))}/`).split('\n');
    const { line } = live.findings.find(({ rule }) => rule === 'cache/recompiled')!.at!;
    lines.splice(line - 1, 0, '// wasmscope-ignore-next-line cache/recompiled -- measured on purpose');
    writeFileSync(path('ignored.mjs'), lines.join('\n'));
    const ignoring = await runCli(['check', '--json', '--', process.execPath, path('ignored.mjs')]);
    const counts = [live, parseReport(ignoring)].map(({ findings }) => findings.filter(({ rule }) => rule === 'cache/recompiled').length);
    assert.deepEqual(counts, [1, 0], ignoring.stderr);
    assert.match(ignoring.stderr, /1 finding left out \(wasmscope-ignore-next-line\)/);
  });

  it('a trace gives the same findings as the live check', async () => {
    const replayed = await fromTrace('plain.trace');
    assert.deepEqual(replayed.findings, live.findings);
    assert.deepEqual(replayed.notObserved, live.notObserved);
    assert.deepEqual({ ...replayed.modules }, { ...live.modules });
    assert.equal(replayed.mode, 'trace');
    assert.deepEqual(replayed.target, live.target);
  });

  it('a compressed trace does, too', async () => {
    const packed = await runCli(['check', '--json', '--trace', path('packed.trace.gz'), '--', process.execPath, program]);
    assert.equal(readFileSync(path('packed.trace.gz'))[0], 0x1f, 'it is gzip');
    assert.deepEqual((await fromTrace('packed.trace.gz')).findings, parseReport(packed).findings);
  });

  it('a trace cut anywhere is read up to the cut, and one without a beginning is refused', async () => {
    for (const name of ['plain.trace', 'packed.trace.gz']) {
      const bytes = readFileSync(path(name));
      for (const part of [0.5, 0.9, 0.999]) {
        writeFileSync(path(`cut-${name}`), bytes.subarray(0, Math.floor(bytes.length * part)));
        const cut = await fromTrace(`cut-${name}`);
        assert.equal(cut.mode, 'trace');
        if (part === 0.5) assert.equal(cut.target.exitCode, null, 'how it ended stood at the end');
      }
      writeFileSync(path(`cut-${name}`), bytes.subarray(0, 5));
      assertRefused(await runCli(['report', path(`cut-${name}`)]), /record one with/);
    }
  });

  it('events that no agent ever wrote are counted, and the rest is still read', async () => {
    const lines = readFileSync(path('plain.trace'), 'utf8').split('\n');
    const foreign = [{}, { kind: 'nothing' }, { kind: 'compile', t: 1 }, { kind: 'stack', t: 'x', frames: 7 }, { kind: 'thread-start', t: 2, argv: null, cwd: 3 }, { kind: 'module', t: 3, bytesFile: {} }];
    writeFileSync(path('foreign.trace'), [...lines.slice(0, -2), ...foreign.map((event) => JSON.stringify({ event })), 'null', '[]', '"', ...lines.slice(-2)].join('\n'));
    const { stdout, stderr, exitCode } = await runCli(['report', '--json', path('foreign.trace')]);
    assert.equal(exitCode, 2, stderr);
    assert.ok((JSON.parse(stdout) as Report).findings.some(({ rule }) => rule === 'cache/recompiled'));
    assert.match(stderr, /could not be read/);
  });

  it('--fail-on decides the exit code, not what is reported', async () => {
    const worst = live.findings[0]!.severity;
    assert.ok(worst === 'warning' || worst === 'error');
    assert.equal((await runCli(['report', path('plain.trace'), '--fail-on', worst])).exitCode, 2);
    assert.equal((await runCli(['report', path('plain.trace'), '--fail-on', 'note'])).exitCode, 2);
    if (worst !== 'error') assert.equal((await runCli(['report', path('plain.trace'), '--fail-on', 'error'])).exitCode, 0);
  });

  it('--baseline leaves out what is known, and exit code 0 says so', async () => {
    writeFileSync(path('known.json'), run.stdout);
    const { exitCode, stdout, stderr } = await runCli(['report', '--json', path('plain.trace'), '--baseline', path('known.json')]);
    assert.equal(exitCode, 0, stderr);
    assert.deepEqual((JSON.parse(stdout) as Report).findings, []);
    assert.match(stderr, new RegExp(`${live.findings.length} known findings`));
    writeFileSync(path('wrong.json'), '{}');
    assertRefused(await runCli(['report', path('plain.trace'), '--baseline', path('wrong.json')]), /baseline/);
  });

  it('--html and --sarif write files, and the findings are still printed', async () => {
    const { exitCode, stdout } = await runCli(['report', path('plain.trace'), '--html', path('report.html'), '--sarif', path('report.sarif')]);
    assert.equal(exitCode, 2);
    assert.match(stdout, /cache\/recompiled/);
    const page = readFileSync(path('report.html'), 'utf8');
    assert.match(page, /^<!doctype html>/i);
    assert.ok(page.includes('cache/recompiled'));
    const sarif = JSON.parse(readFileSync(path('report.sarif'), 'utf8')) as { version: string; runs: { results: { ruleId: string }[] }[] };
    assert.equal(sarif.version, '2.1.0');
    assert.deepEqual(sarif.runs[0]!.results.map(({ ruleId }) => ruleId).sort(), live.findings.map(({ rule }) => rule).sort());
  });

  it('--price puts money beside cost, also afterwards', async () => {
    assert.equal(live.cost?.currency, 'EUR');
    assert.ok(live.findings.some(({ cost }) => cost?.money?.currency === 'EUR'));
    const repriced = await fromTrace('plain.trace', '--price', 'cpu-hour=2,gb-hour=2,currency=CHF');
    assert.equal(repriced.cost?.currency, 'CHF');
    const money = ({ findings }: Report): number => findings.find(({ rule }) => rule === 'cache/recompiled')!.cost!.money!.perObservedTime;
    assert.ok(Math.abs(money(repriced) / money(live) - 2) < 0.01, 'twice the price');
  });
});
