import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AllocationSummary, RecordSummary } from '../../../src/toolkit/record-summary';
import { requireTool } from '../../tools';
import { assertRefused, runCli } from '../run-cli';
import { fixtures, servicePath } from './service';

const program = join(fixtures, 'record', 'allocating.mjs');
const sourceLines = readFileSync(program, 'utf8').split('\n');
const lineOf = (name: string): number => sourceLines.findIndex((line) => line.startsWith(`function ${name}(`)) + 1;

interface Node {
  readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  readonly selfSize: number;
  readonly children: readonly Node[];
}

const nodesOf = (node: Node): Node[] => [node, ...node.children.flatMap(nodesOf)];
const selfBytes = ({ functions }: AllocationSummary, name: string): number => functions.find((row) => row.function === name)?.selfBytes ?? 0;

describe('record --heap: who allocates, beside where the time goes', function () {
  this.timeout(120_000);
  let folder: string;
  before(() => (folder = mkdtempSync(join(tmpdir(), 'wasmscope-test-'))));
  after(() => rmSync(folder, { recursive: true, force: true }));

  async function recorded(...args: string[]): Promise<RecordSummary> {
    const { exitCode, stdout, stderr } = await runCli(['record', '--json', ...args]);
    assert.equal(exitCode, 0, stderr);
    return JSON.parse(stdout) as RecordSummary;
  }

  it('counts what was dropped again, by function and line, in a file that Chrome opens', async () => {
    const path = join(folder, 'a.heapprofile');
    const { allocations, samples } = await recorded('--heap', path, '--', process.execPath, program, '100');
    assert.ok(samples > 0);
    assert.equal(allocations?.kind, 'allocated');
    const [first] = allocations.functions;
    assert.deepEqual([first?.function, first?.file, first?.line], ['drop', program, lineOf('drop')]);
    assert.ok(selfBytes(allocations, 'drop') > selfBytes(allocations, 'keep'));
    assert.ok(allocations.functions.reduce((sum, row) => sum + row.selfBytes, 0) <= allocations.bytes);
    const nodes = nodesOf((JSON.parse(readFileSync(path, 'utf8')) as { head: Node }).head);
    assert.ok(Math.abs(nodes.reduce((sum, { selfSize }) => sum + selfSize, 0) - allocations.bytes) <= nodes.length);
    const drop = nodes.find(({ callFrame }) => callFrame.functionName === 'drop');
    assert.deepEqual([drop?.callFrame.url, drop?.callFrame.lineNumber], [`file://${program}`, lineOf('drop') - 1]);
  });

  it('is converted between all formats that hold memory, and refused by those of time', async () => {
    const path = (name: string): string => join(folder, name);
    const before = await recorded('--heap', path('b.pb.gz'), '--', process.execPath, program, '60');
    for (const name of ['c.heapprofile', 'c.pb.gz', 'c.speedscope.json']) {
      const written = await runCli(['convert', path('b.pb.gz'), '-o', path(name)]);
      assert.equal(written.exitCode, 0, written.stderr);
      const again = JSON.parse((await runCli(['convert', '--json', path(name)])).stdout) as AllocationSummary;
      assert.equal(again.functions[0]?.function, 'drop');
      assert.ok(Math.abs(again.bytes - before.allocations!.bytes) < before.allocations!.functions.length + 100, name);
    }
    const { stdout } = await runCli(['diff', path('b.pb.gz'), path('c.heapprofile')]);
    assert.match(stdout, /MB allocated; after: .* MB allocated\nno function changed/);
    assertRefused(await runCli(['convert', path('b.pb.gz'), '-o', path('c.cpuprofile')]), /cpuprofile holds time and no allocations: use one of heapprofile, pprof/);
    assertRefused(await runCli(['record', '--heap', path('d.trace.json'), '--', process.execPath, program, '1']), /chrome-trace holds time and no allocations/);
  });

  it('is read by Go\'s pprof', async function () {
    requireTool(this, 'go');
    const path = join(folder, 'e.pb.gz');
    await recorded('--heap', path, '--', process.execPath, program, '60');
    const top = execFileSync('go', ['tool', 'pprof', '-top', path], { encoding: 'utf8', env: { ...process.env, HOME: folder }, stdio: ['ignore', 'pipe', 'pipe'] });
    assert.match(top, /Type: alloc_space/);
    assert.match(top, /[\d.]+MB\s+[\d.]+%\s+[\d.]+%\s+[\d.]+MB\s+[\d.]+%\s+drop/);
  });

  it('with --until tells of what is still alive, in a program that runs on', async () => {
    const child = spawn(process.execPath, ['--inspect-port=0', program], { stdio: ['ignore', 'pipe', 'ignore'] });
    try {
      await new Promise((started) => child.stdout.once('data', started));
      const { allocations, until } = await recorded('--heap', join(folder, 'f.heapprofile'), '--until', 'heap>40MB', '--pid', String(child.pid));
      assert.equal(typeof until?.metAtMs, 'number');
      assert.equal(allocations?.kind, 'live');
      assert.ok(selfBytes(allocations, 'keep') > selfBytes(allocations, 'drop'));
      assert.equal(child.exitCode, null);
    } finally {
      child.kill();
    }
  });

  it('prints a table below the one of the time', async () => {
    const { stdout } = await runCli(['record', '--heap', join(folder, 'g.folded'), '--', process.execPath, servicePath, '--load', '300']);
    assert.match(stdout, /self ms\s+total ms[\s\S]*\n\d+\.\d MB of JavaScript objects allocated, as sampled\n\s+self KB\s+total KB\n/);
  });
});
