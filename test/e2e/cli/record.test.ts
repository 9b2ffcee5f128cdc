import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { fixtures, lineOf, servicePath } from '../record/service';
import { assertRefused, cliPath, runCli } from '../run-cli';

describe('the command line: a recording, and the debug adapter', function () {
  this.timeout(120_000);
  let folder: string;
  before(() => void (folder = mkdtempSync(join(tmpdir(), 'wasmscope-test-'))));
  after(() => rmSync(folder, { recursive: true, force: true }));

  const formats: readonly [string, (content: Buffer) => boolean][] = [
    ['a.cpuprofile', (content) => 'nodes' in (JSON.parse(content.toString()) as object)],
    ['a.speedscope.json', (content) => 'profiles' in (JSON.parse(content.toString()) as object)],
    ['a.folded', (content) => /^.*scramble.* \d+$/m.test(content.toString())],
    ['a.pb.gz', (content) => gunzipSync(content).includes('scramble')],
  ];
  for (const [name, isRight] of formats) {
    it(`record --json -o ${name}: the summary of the contract on stdout, the profile in the file`, async () => {
      const path = join(folder, name);
      const { exitCode, stdout, stderr } = await runCli(['record', '--json', '-o', path, '--path-map', `/fixtures=${fixtures}`, '--', process.execPath, servicePath, '--load', '600']);
      assert.equal(exitCode, 0, stderr);
      const summary = JSON.parse(stdout) as { mode: string; durationMs: number; samples: number; distorted: boolean; inliningOn: boolean; functions: Record<string, unknown>[]; lines: Record<string, unknown>[] };
      assert.deepEqual([summary.mode, summary.distorted], ['launch', false]);
      assert.ok(summary.durationMs > 0 && summary.samples > 0);
      assert.equal(typeof summary.inliningOn, 'boolean');
      const hot = summary.functions.find((row) => row['function'] === 'scramble')!;
      assert.deepEqual([hot['file'], hot['line']], [join(fixtures, 'hot.c'), lineOf('scramble')]);
      assert.ok(Number(hot['selfMs']) > 0 && Number(hot['totalMs']) >= Number(hot['selfMs']));
      assert.deepEqual(['file', 'line', 'selfMs', 'estimate'].filter((key) => !(key in summary.lines[0]!)), []);
      assert.match(stderr, /^listening on \d+$/m, 'what the program says goes to stderr');
      assert.ok(isRight(readFileSync(path)));
    });
  }

  it('record -o to where nothing can be written is refused before the program starts', async () => {
    const program = [process.execPath, '-e', 'require("node:fs").writeFileSync(process.argv[1], "")', join(folder, 'it-ran')];
    assertRefused(await runCli(['record', '-o', join(folder, 'missing', 'a.cpuprofile'), '--', ...program]), /cannot write .*missing/);
    assert.equal(existsSync(join(folder, 'it-ran')), false);
  });

  it('record of a program that fails says so', async () => {
    const { stderr } = await runCli(['record', '--', process.execPath, '-e', 'process.exitCode = 3']);
    assert.match(stderr, /^wasmscope: the program ended with exit code 3$/m);
  });

  it('record --price: what the sampled time costs, idle time left out', async () => {
    const { exitCode, stdout } = await runCli(['record', '--json', '--price', 'cpu-hour=3600,currency=EUR', '--', process.execPath, servicePath, '--load', '600']);
    assert.equal(exitCode, 0);
    const { cost, classesMs } = JSON.parse(stdout) as { cost: { cpuSeconds: number; money: { perObservedTime: number; perMonth: number; currency: string } }; classesMs: Record<string, number> };
    const busyMs = Object.entries(classesMs).reduce((total, [name, ms]) => (name === 'idle' ? total : total + ms), 0);
    assert.ok(Math.abs(cost.cpuSeconds - busyMs / 1000) < 0.01);
    assert.ok(Math.abs(cost.money.perObservedTime - cost.cpuSeconds) < 0.01, 'at one euro a second of CPU');
    assert.equal(cost.money.currency, 'EUR');
    assert.ok(cost.money.perMonth > cost.money.perObservedTime);
  });

  it('record --baseline: what was as hot in an earlier summary is not shown again', async () => {
    const before = join(folder, 'before.json');
    const first = await runCli(['record', '--json', '--', process.execPath, servicePath, '--load', '600']);
    writeFileSync(before, first.stdout);
    const { exitCode, stdout, stderr } = await runCli(['record', '--json', '--baseline', before, '--', process.execPath, servicePath, '--load', '600']);
    assert.equal(exitCode, 0, stderr);
    const { functions } = JSON.parse(stdout) as { functions: { function: string }[] };
    assert.ok(!functions.some((row) => row.function === 'scramble'));
    assert.match(stderr, /functions? as hot as before left out/);
    const refused = await runCli(['record', '--baseline', servicePath, '--', process.execPath, servicePath, '--load', '100']);
    assert.equal(refused.exitCode, 1);
    assert.match(refused.stderr, /no summary of a recording/);
  });

  it('record for people: hot functions with their lines', async () => {
    const { exitCode, stdout } = await runCli(['record', '--', process.execPath, servicePath, '--load', '600']);
    assert.equal(exitCode, 0);
    assert.match(stdout, new RegExp(`scramble +\\S*hot\\.c:${lineOf('scramble')}$`, 'm'));
  });

  it('dap says what is wrong with a file of formatters, before anybody connects', async () => {
    const file = join(folder, 'formatters.json');
    writeFileSync(file, '[{"summary": "{x}"}]');
    const refused = await runCli(['dap', '--formatters', file]);
    assert.deepEqual([refused.exitCode, refused.stderr.trim()], [1, `wasmscope: cannot use the formatters of ${file}: "formatters", number 1: "type" is missing: the name of the type, with * for any text`]);
  });

  it('dap speaks the protocol on stdio and ends with its client', async () => {
    const child = spawn(process.execPath, [cliPath, 'dap']);
    const closed = new Promise<number | null>((resolve) => child.once('close', resolve));
    const body = JSON.stringify({ seq: 1, type: 'request', command: 'initialize', arguments: { adapterID: 'wasmscope' } });
    let said = '';
    const answered = new Promise<void>((resolve) =>
      child.stdout.on('data', (chunk: Buffer) => {
        said += chunk.toString();
        if (said.includes('"initialize"')) resolve();
      }),
    );
    child.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
    try {
      await answered;
      assert.match(said, /^Content-Length: \d+\r\n\r\n\{/);
      assert.match(said, /"success":true/);
      child.stdin.end();
      assert.equal(await closed, 0);
    } finally {
      child.kill('SIGKILL');
    }
  });
});
