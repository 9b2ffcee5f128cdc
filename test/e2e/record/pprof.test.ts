import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requireTool } from '../../tools';
import { runCli } from '../run-cli';
import { fixtures, lineOf, servicePath } from './service';

describe('record: what Go\'s pprof makes of our profiles', function () {
  this.timeout(120_000);
  let folder: string;
  before(function () {
    requireTool(this, 'go');
    folder = mkdtempSync(join(tmpdir(), 'wasmscope-test-'));
  });
  after(() => folder && rmSync(folder, { recursive: true, force: true }));

  const pprof = (...args: string[]): string => execFileSync('go', ['tool', 'pprof', ...args], { encoding: 'utf8', env: { ...process.env, HOME: folder }, stdio: ['ignore', 'pipe', 'pipe'] });

  it('shows C functions by name, with their module, callers and source', async () => {
    const path = join(folder, 'plain.pb.gz');
    const recorded = await runCli(['record', '-o', path, '--path-map', `/fixtures=${fixtures}`, '--', process.execPath, servicePath, '--load', '600']);
    assert.equal(recorded.exitCode, 0, recorded.stderr);
    assert.match(pprof('-top', path), /[\d.]+m?s\s+[\d.]+%\s+[\d.]+%\s+[\d.]+m?s\s+[\d.]+%\s+scramble$/m);
    assert.match(pprof('-raw', path), /M=1 scramble .*hot\.c:\d+/);
    assert.match(pprof('-peek', '^scramble$', path), /handle/, 'its caller');
    assert.match(pprof('-list', '^scramble$', path), new RegExp(`ms\\s+${lineOf('scramble')}:.*scramble`));
  });

  it('shows each line\'s time where lines were counted', async () => {
    const path = join(folder, 'lines.pb.gz');
    const recorded = await runCli(['record', '--lines', '-o', path, '--path-map', `/fixtures=${fixtures}`, '--', process.execPath, servicePath, '--load', '600']);
    assert.equal(recorded.exitCode, 0, recorded.stderr);
    const listing = pprof('-list', '^scramble$', path);
    for (const code of ['value \\^= value << 13', 'value \\^= value >> 17', 'value \\^= value << 5']) assert.match(listing, new RegExp(`[\\d.]+m?s\\s+[\\d.]+m?s\\s+\\d+:\\s+${code}`));
  });
});
