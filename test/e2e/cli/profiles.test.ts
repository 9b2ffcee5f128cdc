import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { fixtures, lineOf, servicePath } from '../record/service';
import { assertRefused, runCli } from '../run-cli';

interface Summary {
  readonly functions: readonly { readonly function: string; readonly file: string | null; readonly line: number; readonly class: string; readonly selfMs: number }[];
}

const scramble = ['scramble', join(fixtures, 'hot.c'), lineOf('scramble')];

/** A profile that Node itself wrote, the module's names found afterwards. */
describe('the command line: profiles recorded elsewhere, and comparisons', function () {
  this.timeout(120_000);
  let folder: string;
  let recorded: string;
  const symbols = ['--module', join(fixtures, 'hot.wasm'), '--path-map', `/fixtures=${fixtures}`];
  const path = (name: string): string => join(folder, name);

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'wasmscope-test-'));
    execFileSync(process.execPath, ['--cpu-prof', `--cpu-prof-dir=${folder}`, servicePath, '--load', '600'], { stdio: 'ignore' });
    recorded = path(readdirSync(folder).find((name) => name.endsWith('.cpuprofile'))!);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const placeOfScramble = (summary: Summary): unknown[] => {
    const row = summary.functions.find((each) => each.function === 'scramble');
    return [row?.function, row?.file, row?.line];
  };

  it('convert: a profile of node --cpu-prof gets C lines; every format that is written is read again', async () => {
    for (const name of ['a.cpuprofile', 'a.pb.gz', 'a.speedscope.json', 'a.trace.json', 'a.folded']) {
      const written = await runCli(['convert', recorded, ...symbols, '-o', path(name)]);
      assert.equal(written.exitCode, 0, written.stderr);
      const again = await runCli(['convert', path(name), '--json', '--path-map', `hot.c=${fixtures}/hot.c`]);
      assert.equal(again.exitCode, 0, again.stderr);
      const [found, file, line] = placeOfScramble(JSON.parse(again.stdout) as Summary);
      assert.deepEqual([found, String(file).split('/').at(-1), line], ['scramble', 'hot.c', lineOf('scramble')], name);
    }
  });

  it('convert --json: the hot functions, at their places', async () => {
    const { stdout, stderr } = await runCli(['convert', recorded, '--json', ...symbols]);
    assert.deepEqual(placeOfScramble(JSON.parse(stdout) as Summary), scramble);
    assert.equal(stderr, '');
  });

  it('convert: what no module explains is said, and the profile is still converted', async () => {
    const other = await runCli(['convert', recorded, '--module', join(fixtures, 'start.wasm'), '-o', path('other.folded')]);
    assert.equal(other.exitCode, 0);
    assert.match(other.stderr, /no module given has its functions/);
    assert.match(other.stderr, /start\.wasm: is not the module that was recorded/);
  });

  it('diff: two profiles of unlike formats, function by function', async () => {
    await runCli(['convert', recorded, ...symbols, '-o', path('before.pb.gz')]);
    const idle = JSON.stringify({ nodes: [{ id: 1, callFrame: { functionName: '(root)', scriptId: '0', url: '', lineNumber: -1, columnNumber: -1 }, children: [2] }, { id: 2, callFrame: { functionName: '(idle)', scriptId: '0', url: '', lineNumber: -1, columnNumber: -1 } }], startTime: 0, endTime: 1_000_000, samples: [2, 2], timeDeltas: [0, 500_000] });
    writeFileSync(path('after.cpuprofile'), idle);
    const { exitCode, stdout, stderr } = await runCli(['diff', path('before.pb.gz'), path('after.cpuprofile'), '--json']);
    assert.equal(exitCode, 0, stderr);
    const difference = JSON.parse(stdout) as { kind: string; functions: { function: string; selfMsPerSecond: { before: number; after: number; change: number } }[] };
    assert.equal(difference.kind, 'profile');
    const changes = difference.functions.map(({ selfMsPerSecond }) => Math.abs(selfMsPerSecond.change));
    assert.deepEqual(changes, [...changes].sort((a, b) => b - a), 'what has changed most comes first');
    // On a busy machine a program spends more on its start than on its work.
    const { before, after, change } = difference.functions.find((row) => row.function === 'scramble')!.selfMsPerSecond;
    assert.ok(before > 0 && after === 0 && change === -before);
    const text = await runCli(['diff', path('before.pb.gz'), path('after.cpuprofile')]);
    assert.match(text.stdout, /^before: .*samples; after: 1\.0 s, 2 samples\n.*self ms.*\n[^]*^.*-\d.*scramble/m);
  });

  it('diff: two reports, rule by rule; a new finding makes the exit code 2', async () => {
    const finding = { rule: 'cache/recompiled', severity: 'warning', message: 'compiled 9 times', at: { file: '/app/a.mjs', line: 3, column: 0, function: 'load' }, related: [], evidence: {}, remedy: 'keep it' };
    const report = (findings: readonly object[]): string => JSON.stringify({ tool: 'wasmscope', version: '0', target: {}, mode: 'launch', startedAt: '2026-01-01T00:00:00Z', durationMs: 1, modules: [], findings, notObserved: [] });
    writeFileSync(path('clean.json'), report([]));
    writeFileSync(path('found.json'), report([finding]));
    const worse = await runCli(['diff', path('clean.json'), path('found.json'), '--json']);
    assert.equal(worse.exitCode, 2, worse.stderr);
    const difference = JSON.parse(worse.stdout) as { kind: string; rules: unknown[]; appeared: unknown[]; gone: unknown[] };
    assert.deepEqual([difference.kind, difference.rules, difference.appeared, difference.gone], ['report', [{ rule: 'cache/recompiled', before: 0, after: 1 }], [finding], []]);
    const better = await runCli(['diff', path('found.json'), path('clean.json')]);
    assert.equal(better.exitCode, 0, better.stderr);
    assert.match(better.stdout, /gone:\n {2}cache\/recompiled {2}\/app\/a\.mjs:3/);
    assert.equal((await runCli(['diff', path('clean.json'), path('found.json'), '--fail-on', 'error'])).exitCode, 0);
  });

  it('says what can\'t be read, compared or converted', async () => {
    writeFileSync(path('prose.txt'), 'no profile at all\n');
    writeFileSync(path('bomb.pb.gz'), gzipSync('{').subarray(0, 10));
    writeFileSync(path('report.json'), '{"tool":"wasmscope","findings":3}');
    assertRefused(await runCli(['convert', path('prose.txt'), '-o', path('x.folded')]), /prose\.txt: .*profiles are read as/);
    assertRefused(await runCli(['convert', path('bomb.pb.gz')]), /damaged/);
    assertRefused(await runCli(['convert', path('absent.cpuprofile')]), /cannot read the profile/);
    assertRefused(await runCli(['convert', recorded, '--module', path('absent.wasm')]), /cannot read the module/);
    assertRefused(await runCli(['diff', path('report.json'), recorded]), /compare two reports, or two profiles/);
    assertRefused(await runCli(['diff', path('report.json'), path('report.json')]), /damaged report/);
    assertRefused(await runCli(['diff', recorded]), /the later profile or report/);
  });
});
