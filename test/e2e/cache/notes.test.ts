import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Finding } from '../../../src/findings/finding';
import { runProgram } from '../run-program';

/** What is worth a word but not a warning, and what becomes one. */
async function ofRule(rule: string, program: string, options: { args?: string[]; env?: NodeJS.ProcessEnv } = {}): Promise<Finding[]> {
  const { findings, exitCode, output } = await runProgram(join(__dirname, 'noted', program), { ...options, symbols: true, least: 'note' });
  assert.equal(exitCode, 0, output);
  return findings.filter((finding) => finding.rule === rule);
}

const brief = (findings: readonly Finding[]): string[] => findings.map(({ severity, at }) => `${severity} ${at?.line ?? '-'}`);

describe('cache: notes', function () {
  this.timeout(60_000);

  it('two builds of one file answer at the same time', async () => {
    const [finding, ...more] = await ofRule('cache/mixed-versions', 'mixed.mjs', { env: { BUILDS: 'kernel kernel-unoptimised' } });
    assert.deepEqual([finding?.severity, finding?.at?.line, finding?.evidence['threads'], more.length], ['note', 21, 2, 0]);
  });

  it('one build in two workers is none', async () => {
    assert.deepEqual(await ofRule('cache/mixed-versions', 'mixed.mjs', { env: { BUILDS: 'kernel kernel' } }), []);
  });

  it('an unoptimised build is a note where nothing says that this is production, and silent in development', async () => {
    assert.deepEqual(brief(await ofRule('cache/debug-build', 'working.mjs')), ['note 8']);
    assert.deepEqual(brief(await ofRule('cache/debug-build', 'working.mjs', { env: { NODE_ENV: 'development' } })), []);
  });

  it('flags that keep V8 from optimising', async () => {
    const findings = await ofRule('cache/debug-build', 'working.mjs', { args: ['--liftoff-only'] });
    assert.deepEqual(brief(findings), ['warning 8', 'note 8']);
    assert.deepEqual(findings[0]?.evidence['slowFlags'], ['--liftoff-only']);
  });

  it('an open inspector is a note, a connected client a warning, and both are silent in development', async () => {
    const [open] = await ofRule('cache/debugger-left-on', 'working.mjs', { args: ['--inspect=127.0.0.1:0'] });
    assert.deepEqual([open?.severity, open?.evidence['byFlag'], open?.evidence['secondsConnected']], ['note', true, 0]);
    const [used] = await ofRule('cache/debugger-left-on', 'working.mjs', { args: ['--inspect=127.0.0.1:0'], env: { CLIENT: '1' } });
    assert.equal(used?.severity, process.platform === 'linux' ? 'warning' : 'note');
    assert.deepEqual(await ofRule('cache/debugger-left-on', 'working.mjs', { args: ['--inspect=127.0.0.1:0'], env: { NODE_ENV: 'development' } }), []);
  });
});
