import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AGENT_ENV, type AgentOptions, type WireEvent } from '../../../src/agent/wire';
import { agentPath } from '../../../src/toolkit/package-info';
import { nodeBinaries } from '../../tools';

const program = (name: string): string => join(__dirname, 'programs', name);

interface Preloaded {
  readonly stdout: string;
  readonly status: number | null;
  readonly signal: string | null;
  /** Events by spool file. */
  readonly events: ReadonlyMap<string, readonly WireEvent[]>;
}

function runPreloaded(node: string, args: readonly string[]): Preloaded {
  const spoolDir = mkdtempSync(join(tmpdir(), 'wasmscope-test-'));
  try {
    const options: AgentOptions = { spoolDir, mode: 'launch', trackAllocations: true, flushMs: 50, without: [] };
    const { stdout, status, signal } = spawnSync(node, args, { encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: `--require ${agentPath}`, [AGENT_ENV]: JSON.stringify(options) } });
    const files = readdirSync(spoolDir).filter((name) => name.endsWith('.ndjson'));
    return { stdout, status, signal, events: new Map(files.map((name) => [name, linesOf(join(spoolDir, name))])) };
  } finally {
    rmSync(spoolDir, { recursive: true, force: true });
  }
}

const linesOf = (path: string): WireEvent[] => readFileSync(path, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as WireEvent);
const failures = ({ events }: Preloaded): string[] => [...events.values()].flat().flatMap((event) => (event.kind === 'not-observed' && event.why.includes('failed in') ? [event.why] : []));

for (const node of nodeBinaries()) {
  describe(`the agent inside of ${node}`, function () {
    this.timeout(60_000);

    it('leaves a program its world: functions, classes, errors, identities, listeners', () => {
      const without = spawnSync(node, [program('seen-from-inside.mjs')], { encoding: 'utf8' });
      const within = runPreloaded(node, [program('seen-from-inside.mjs')]);
      assert.equal(without.status, 0, without.stderr);
      assert.deepEqual(JSON.parse(within.stdout), JSON.parse(without.stdout));
      assert.deepEqual(failures(within), []);
    });

    it('is undone without a trace, but for its own slot', () => {
      const { stdout, stderr } = spawnSync(node, [program('attached.cjs'), agentPath], { encoding: 'utf8' });
      const seen = JSON.parse(stdout) as { answer: string; stillCalls: number; kinds: string[]; failed: string[]; changed: string[]; esm: boolean; grown: unknown[] };
      assert.deepEqual(seen.changed, ['globalThis.Symbol(wasmscope.agent)'], stderr);
      assert.deepEqual(seen.failed, []);
      assert.equal(Number(seen.answer), seen.stillCalls);
      assert.equal(seen.esm, true);
      for (const kind of ['thread-start', 'module', 'compile', 'instantiate', 'request', 'export-calls', 'vitals', 'thread-end']) assert.ok(seen.kinds.includes(kind), kind);
      const PAGE = 65_536;
      assert.deepEqual(seen.grown, [1, 2].map((pages) => ({ isFound: true, fromBytes: pages * PAGE, toBytes: (pages + 1) * PAGE })), 'a memory that was there before');
    });

    it('asks for collections of garbage where the program has finalizers, not for its own', () => {
      const collections = (finalizers: number): number => [...runPreloaded(node, [program('finalizers.mjs'), String(finalizers)]).events.values()].flat().filter(({ kind }) => kind === 'heap-collected').length;
      assert.equal(collections(0), 0);
      assert.ok(collections(200) > 0);
    });

    it('follows workers and children, whatever environment they are given', () => {
      const run = runPreloaded(node, [program('threads.mjs')]);
      const threads = [...run.events.keys()].map((name) => name.replace(/^\d+-/, 'pid-'));
      assert.deepEqual(threads.sort(), ['pid-0.ndjson', 'pid-0.ndjson', 'pid-1.ndjson']);
      for (const [name, events] of run.events) assert.ok(events.some(({ kind }) => kind === 'instantiate'), name);
    });

    it('keeps what a program did right before its own listener for errors ended it', () => {
      const run = runPreloaded(node, [program('dying.mjs')]);
      assert.equal(run.status, 7);
      assert.ok([...run.events.values()].flat().some(({ kind }) => kind === 'compile'));
    });

    it('keeps exit codes and signals, and tells the code', () => {
      const exits: [string, number | null, string | null][] = [
        ['process.exit(3)', 3, null],
        ['process.exitCode = 4', 4, null],
        ['throw new Error("on purpose")', 1, null],
        ['process.kill(process.pid, "SIGTERM"); setTimeout(() => {}, 1e6)', null, 'SIGTERM'],
      ];
      for (const [code, status, signal] of exits) {
        const run = runPreloaded(node, ['-e', code]);
        assert.deepEqual([run.status, run.signal], [status, signal], code);
        const ends = [...run.events.values()].flat().flatMap((event) => (event.kind === 'thread-end' ? [event.exitCode] : []));
        assert.deepEqual(ends, signal === null ? [status] : [], code);
      }
    });
  });
}
