import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../tools';
import { servicePath } from '../record/service';
import { assertRefused, parseReport, runCli } from '../run-cli';

const program = join(root, 'test/e2e/cache/programs/compile-per-request.mjs');
/** Linux has a device that is always full, and a file system in which nobody can create a file. */
const FULL = '/dev/full';
const READ_ONLY = '/proc/wasmscope-output';

describe('bad input: nowhere to write', function () {
  this.timeout(120_000);
  let folder: string;
  let trace: string;
  before(async function () {
    if (!existsSync(FULL)) return this.skip();
    folder = mkdtempSync(join(tmpdir(), 'wasmscope-test-'));
    trace = join(folder, 'a.trace');
    assert.equal((await runCli(['check', '--json', '--trace', trace, '--', process.execPath, program])).exitCode, 2);
  });
  after(() => folder && rmSync(folder, { recursive: true, force: true }));

  it('a report that cannot be written: the findings are printed, one line says why, exit code 1; the others are written', async () => {
    for (const [option, path, reason] of [['--html', FULL, /ENOSPC/], ['--sarif', FULL, /ENOSPC/], ['--html', READ_ONLY, /ENOENT|EACCES/], ['--sarif', join('/no-such-folder', 'a.sarif'), /ENOENT/]] as const) {
      const other = join(folder, `other-${option.slice(2)}`);
      const run = await runCli(['report', '--json', trace, option, path, option === '--html' ? '--sarif' : '--html', other]);
      assert.equal(run.exitCode, 1);
      assert.ok(parseReport(run).findings.length > 0);
      assert.equal(run.stderr.split('\n').filter((line) => line.includes(path)).length, 1, run.stderr);
      assert.match(run.stderr, reason);
      assert.ok(readFileSync(other).length > 0);
      rmSync(other);
    }
  });

  it('a trace that fills the disk: the check goes on to its end', async () => {
    const run = await runCli(['check', '--json', '--trace', FULL, '--', process.execPath, program]);
    assert.equal(run.exitCode, 1);
    assert.ok(parseReport(run).findings.some(({ rule }) => rule === 'cache/recompiled'));
    assert.match(run.stderr, /the trace \/dev\/full is incomplete: .*ENOSPC/);
  });

  it('a trace that cannot even be begun is refused before anything runs', async () => {
    assertRefused(await runCli(['check', '--trace', READ_ONLY, '--', process.execPath, '-e', 'console.error("it runs")']), /cannot write the trace to/);
  });

  it('a report into a folder that is not there is refused before anything runs', async () => {
    for (const option of ['--html', '--sarif']) {
      const run = await runCli(['check', option, '/no-such-folder/report', '--', process.execPath, '-e', 'console.error("it runs")']);
      assertRefused(run, /cannot write \/no-such-folder\/report: /);
      assert.doesNotMatch(run.stderr, /it runs/);
    }
  });

  it('a profile that cannot be written: the summary is printed', async () => {
    for (const path of [FULL, READ_ONLY]) {
      const { exitCode, stdout, stderr } = await runCli(['record', '--json', '-o', path, '--format', 'cpuprofile', '--', process.execPath, servicePath, '--load', '500']);
      assert.equal(exitCode, 1, stderr);
      assert.ok((JSON.parse(stdout) as { samples: number }).samples > 0);
      assert.match(stderr, new RegExp(`cannot write ${path}: `));
    }
  });

  it('no place for temporary files', async () => {
    assertRefused(await runCli(['check', '--', process.execPath, '-e', '1'], { env: { TMPDIR: '/no-such-folder' } }), /temporary/);
  });

  it('names that would break a page or drive a terminal are shown as text', async () => {
    const hostile = join(folder, '<img src=x onerror=alert(1)>\u001b[2J\u001b]0;owned\u0007');
    mkdirSync(hostile);
    const path = join(hostile, '"><script>alert(2)<!--.mjs');
    writeFileSync(path, `import { readFileSync } from 'node:fs';
const bytes = readFileSync(${JSON.stringify(join(root, 'test/fixtures/hot.wasm'))});
for (let request = 0; request < 30; request++) {
  const { instance } = await WebAssembly.instantiate(bytes);
  instance.exports.handle(1_000);
  await new Promise((later) => setTimeout(later, 10));
}
`);
    const page = join(folder, 'hostile.html');
    const run = await runCli(['check', '--html', page, '--', process.execPath, path]);
    assert.equal(run.exitCode, 2, run.stderr);
    assert.match(run.stdout, /cache\/recompiled/);
    // eslint-disable-next-line no-control-regex -- control characters are what must not be there
    assert.doesNotMatch(run.stdout, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    const html = readFileSync(page, 'utf8');
    assert.ok(html.includes('alert(2)'), 'the name is shown');
    assert.doesNotMatch(html, /<img src=x|<script>alert/);
  });
});
