import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assertRefused, runCli } from '../run-cli';
import { nodeBinaries } from '../../tools';
import { fixtures, servicePath } from './service';

interface Line {
  readonly file: string;
  readonly line: number;
  readonly selfMs: number;
  readonly estimate: boolean;
  readonly count?: number;
}
interface Summary {
  readonly functions: readonly { readonly function: string; readonly file: string | null; readonly line: number; readonly selfMs: number }[];
  readonly lines: readonly Line[];
  readonly modules: readonly { readonly evidence: string; readonly file: string }[];
}

const source = join(fixtures, 'hot.c');
const text = readFileSync(source, 'utf8').split('\n');
const lineWith = (code: string): number => text.findIndex((line) => line.includes(code)) + 1;

describe('record --lines: time and exact counts by line inside Wasm', function () {
  this.timeout(120_000);

  for (const path of nodeBinaries()) {
    it(`counts what each line did and shares the function's time out over its lines (${path === process.execPath ? 'this Node' : path})`, async () => {
      const { exitCode, stdout, stderr } = await runCli(['record', '--lines', '--json', '--path-map', `/fixtures=${fixtures}`, '--', path, servicePath, '--load', '800']);
      assert.equal(exitCode, 0, stderr);
      const { functions, lines, modules } = JSON.parse(stdout) as Summary;
      assert.deepEqual(modules.map(({ evidence, file }) => [evidence, file]), [['bytes', join(fixtures, 'hot.wasm')]], 'named by the file that it came from');
      const at = (code: string): Line => lines.find(({ file, line }) => file === source && line === lineWith(code))!;
      const [scramble, tally] = [at('value ^= value << 13'), at('sum += round')];
      assert.ok(scramble.count! > 0 && scramble.count! % 450_000 === 0, 'each request runs it 450,000 times');
      assert.equal(scramble.count, 9 * tally.count!, 'by construction');
      assert.ok(scramble.estimate, 'what a line costs is an estimate');
      const own = functions.find((row) => row.function === 'scramble')!;
      assert.equal(own.file, source);
      const inside = lines.filter(({ file, line }) => file === source && line > own.line && line < lineWith('unsigned tally'));
      const total = inside.reduce((sum, { selfMs }) => sum + selfMs, 0);
      assert.ok(Math.abs(total - own.selfMs) < 0.02 * own.selfMs + 0.1, `${total} of ${own.selfMs} ms`);
      assert.ok(inside.length >= 4, 'several lines, not the first alone');
      assert.ok(!functions.some((row) => row.file?.endsWith('agent.js')), 'what counts is not among what is counted');
    });
  }

  it('counts in worker threads, too', async () => {
    const { exitCode, stdout, stderr } = await runCli(['record', '--lines', '--json', '--path-map', `/fixtures=${fixtures}`, '--', process.execPath, join(fixtures, 'record', 'workers.mjs'), '800']);
    assert.equal(exitCode, 0, stderr);
    const { lines } = JSON.parse(stdout) as Summary;
    assert.ok(lines.some(({ file, line, count }) => file === source && line === lineWith('value ^= value << 13') && count! > 0));
  });

  it('keeps the counts of a program that is ended from outside', async () => {
    const { exitCode, stdout, stderr } = await runCli(['record', '--lines', '--json', '--for', '1s', '--path-map', `/fixtures=${fixtures}`, '--', process.execPath, servicePath, '--load', '60000']);
    assert.equal(exitCode, 0, stderr);
    const { lines } = JSON.parse(stdout) as Summary;
    assert.ok(lines.some(({ file, line, count }) => file === source && line === lineWith('value ^= value << 13') && count! > 0));
  });

  it('says why a running program can not be counted', async () => {
    assertRefused(await runCli(['record', '--lines', '--pid', String(process.pid)]), /lines are counted in a program that record starts/);
  });
});
