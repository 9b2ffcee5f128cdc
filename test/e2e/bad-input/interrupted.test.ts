import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../tools';
import { Service, fixtures, servicePath } from '../record/service';
import { parseReport, runCli, startCli } from '../run-cli';

const leaky = join(root, 'test/e2e/bad-input/programs/until-killed.mjs');

/** Our temporary folders go with us, so each run gets a place of its own to leave something behind in. */
describe('bad input: an end in the middle', function () {
  this.timeout(120_000);
  let folder: string;
  let temporary: string;
  const path = (name: string): string => join(folder, name);
  const options = (): { env: NodeJS.ProcessEnv } => ({ env: { TMPDIR: temporary } });

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'wasmscope-test-'));
    temporary = mkdtempSync(join(folder, 'tmp-'));
  });
  afterEach(() => {
    assert.deepEqual(readdirSync(temporary), [], 'nothing is left behind');
    rmSync(folder, { recursive: true, force: true });
  });

  const isAlive = (pid: number): boolean => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  };

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    it(`${signal} ends a launched check: the program ends, report and trace are written`, async () => {
      const run = startCli(['check', '--json', '--trace', path('a.trace'), '--html', path('a.html'), '--', process.execPath, leaky], options());
      const pid = Number((await run.heard(/pid (\d+) round 3\n/))[1]);
      run.child.kill(signal);
      const done = await run.done;
      const report = parseReport(done);
      assert.equal(done.exitCode, 2, done.stderr);
      assert.ok(report.findings.some(({ rule }) => rule === 'cache/recompiled'), 'what was seen until then is analysed');
      assert.equal(isAlive(pid), false);
      assert.ok(existsSync(path('a.html')));
      const replayed = parseReport(await runCli(['report', '--json', path('a.trace')]));
      assert.deepEqual(replayed.findings, report.findings);
    });
  }

  it('Ctrl-C ends an attached check: the report comes, the service goes on as before', async () => {
    const service = await Service.start(process.execPath, ['--inspect-port=0']);
    try {
      service.load();
      const run = startCli(['check', '--json', '--trace', path('a.trace'), '--pid', String(service.pid), '--for', '10m'], options());
      await service.debuggerAttached();
      setTimeout(() => run.child.kill('SIGINT'), 1_500);
      const done = await run.done;
      assert.equal(done.exitCode, 0, done.stderr);
      assert.equal(parseReport(done).mode, 'attach');
      assert.equal(parseReport(await runCli(['report', '--json', path('a.trace')])).target.pid, service.pid);
      assert.equal(await service.ask(), 200);
      await service.rest();
    } finally {
      await service.end();
    }
  });

  it('Ctrl-C ends a recording, launched or attached: the profile is written, and only what we started ends', async () => {
    const launched = startCli(['record', '--json', '-o', path('launched.cpuprofile'), '--', process.execPath, servicePath, '--load', '600000'], options());
    await launched.heard(/listening on \d+/);
    setTimeout(() => launched.child.kill('SIGINT'), 1_500);
    assertProfile(await launched.done, path('launched.cpuprofile'));
    const service = await Service.start(process.execPath, ['--inspect-port=0']);
    try {
      service.load();
      const attached = startCli(['record', '--json', '-o', path('attached.cpuprofile'), '--module', join(fixtures, 'hot.wasm'), '--pid', String(service.pid), '--for', '10m'], options());
      await service.debuggerAttached();
      setTimeout(() => attached.child.kill('SIGINT'), 2_500);
      assertProfile(await attached.done, path('attached.cpuprofile'));
      assert.equal(await service.ask(), 200);
      await service.rest();
    } finally {
      await service.end();
    }
  });

  function assertProfile({ exitCode, stdout, stderr }: { exitCode: number | null; stdout: string; stderr: string }, file: string): void {
    assert.equal(exitCode, 0, stderr);
    const summary = JSON.parse(stdout) as { samples: number; functions: { function: string }[] };
    assert.ok(summary.functions.some(({ function: name }) => name === 'scramble'), stderr);
    const profile = JSON.parse(readFileSync(file, 'utf8')) as { nodes: unknown[]; samples: unknown[] };
    assert.ok(profile.nodes.length > 0 && profile.samples.length > 0);
  }

  it('a launched program that is killed: what was seen until then is reported, and how it ended', async () => {
    const run = startCli(['check', '--json', '--trace', path('a.trace'), '--', process.execPath, leaky], options());
    process.kill(Number((await run.heard(/pid (\d+) round 3\n/))[1]), 'SIGKILL');
    const done = await run.done;
    const report = parseReport(done);
    assert.equal(report.target.signal, 'SIGKILL');
    assert.equal(done.exitCode, 2, done.stderr);
    assert.ok(report.findings.some(({ rule }) => rule === 'cache/recompiled'));
    assert.deepEqual(parseReport(await runCli(['report', '--json', path('a.trace')])).findings, report.findings);
  });

  it('a launched program that runs out of memory, likewise', async () => {
    const run = await runCli(['check', '--json', '--', process.execPath, '--max-old-space-size=40', leaky, '--eat'], options());
    const report = parseReport(run);
    assert.match(run.stderr, /heap out of memory/);
    assert.ok(report.target.signal !== null || report.target.exitCode !== 0);
    assert.ok(report.findings.some(({ rule }) => rule === 'cache/recompiled'));
  });

  it('an attached service that is killed: report and profile are still written', async () => {
    for (const args of [['check', '--trace', path('a.trace')], ['record', '-o', path('a.cpuprofile'), '--module', join(fixtures, 'hot.wasm')]]) {
      const service = await Service.start(process.execPath, ['--inspect-port=0']);
      service.load();
      const run = startCli([...args, '--json', '--pid', String(service.pid), '--for', '10m'], options());
      await service.debuggerAttached();
      await new Promise((later) => setTimeout(later, 4_000));
      await service.end();
      const { exitCode, stdout, stderr } = await run.done;
      assert.equal(exitCode, 0, stderr);
      assert.doesNotThrow(() => JSON.parse(stdout), stdout);
      assert.ok(readFileSync(args[2]!).length > 0);
    }
  });
});
