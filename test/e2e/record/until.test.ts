import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Report } from '../../../src/findings/finding';
import type { RecordSummary } from '../../../src/toolkit/record-summary';
import { assertRefused, runCli } from '../run-cli';
import { fixtures } from './service';

const program = join(fixtures, 'record', 'stall.mjs');

describe('record and check --until: end at the moment that matters', function () {
  this.timeout(120_000);

  it('ends a launched program\'s recording when its event loop stalls, with what it did then', async () => {
    const { exitCode, stdout, stderr } = await runCli(['record', '--json', '--until', 'loop-delay>200ms', '--keep', '5s', '--', process.execPath, program]);
    assert.equal(exitCode, 0, stderr);
    const { until, vitals, functions } = JSON.parse(stdout) as RecordSummary;
    assert.equal(until?.condition, 'loop-delay>200ms');
    const met = vitals.find(({ atMs }) => atMs === until.metAtMs);
    assert.ok(met && met.loopDelayMs > 200, 'the moment is one of those told');
    assert.ok(vitals.filter(({ atMs }) => atMs < met.atMs).every(({ loopDelayMs }) => loopDelayMs <= 200), 'the first such moment');
    assert.ok(functions.some((row) => row.function === 'scramble' && row.selfMs > 100), 'the stall itself is in the profile');
  });

  it('waits for it in a program that runs already, and leaves that running', async () => {
    const child = spawn(process.execPath, ['--inspect-port=0', program], { stdio: ['ignore', 'pipe', 'ignore'] });
    try {
      await new Promise((started) => child.stdout.once('data', started));
      const { exitCode, stdout, stderr } = await runCli(['record', '--json', '--until', 'cpu > 10 %', '--pid', String(child.pid)]);
      assert.equal(exitCode, 0, stderr);
      assert.equal(typeof (JSON.parse(stdout) as RecordSummary).until?.metAtMs, 'number');
      assert.equal(child.exitCode, null);
    } finally {
      child.kill();
    }
  });

  it('forgets what is older than was asked to be kept', async () => {
    const { stdout } = await runCli(['record', '--json', '--until', 'rss>100GB', '--keep', '1s', '--for', '5s', '--', process.execPath, program]);
    const { durationMs, until, vitals } = JSON.parse(stdout) as RecordSummary;
    assert.equal(until?.metAtMs, null);
    assert.ok(durationMs < 4_500, `${durationMs} ms of 5,000`);
    assert.ok(vitals.length > 0 && vitals.every(({ rssBytes, heapUsedBytes }) => rssBytes > heapUsedBytes && heapUsedBytes > 0));
  });

  it('ends a check', async () => {
    const { exitCode, stdout, stderr } = await runCli(['check', '--json', '--fail-on', 'error', '--until', 'loop-delay>200ms', '--', process.execPath, program]);
    assert.equal(exitCode, 0, stderr);
    const { durationMs } = JSON.parse(stdout) as Report;
    assert.ok(durationMs < 30_000, 'long before the program would have ended');
  });

  it('says what is no condition', async () => {
    for (const wrong of ['loop-delay', 'cpu>90MB', 'temperature>30%', 'rss<5MB']) assertRefused(await runCli(['record', '--until', wrong, '--', process.execPath, program]), /no condition; write for example/);
    assertRefused(await runCli(['record', '--keep', '3s', '--', process.execPath, program]), /--keep goes with --until/);
  });
});
