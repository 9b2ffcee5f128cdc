import assert from 'node:assert/strict';
import { join } from 'node:path';
import { Analysis } from '../../../src/analysis/analysis';
import { abiMismatch } from '../../../src/analysis/cache/abi-mismatch';
import { debugBuild } from '../../../src/analysis/cache/debug-build';
import { debuggerLeftOn } from '../../../src/analysis/cache/debugger-left-on';
import { mixedVersions } from '../../../src/analysis/cache/mixed-versions';
import { openModuleFile } from '../../../src/toolkit/open-module';
import { root } from '../../tools';
import { replay, stackAt, type BriefEvent } from '../events';

const ALL = [abiMismatch, debugBuild, debuggerLeftOn, mixedVersions];
const STACK = stackAt(1, '/app/service.mjs', 12);
const briefOf = (events: readonly BriefEvent[]): string[] => replay(ALL, [STACK, ...events]).findings.map(({ rule, severity, at }) => `${severity} ${rule} ${at?.line ?? '-'}`);
const times = <Made>(count: number, make: (n: number) => Made): Made[] => Array.from({ length: count }, (_, n) => make(n));

const failure = (more: object = {}): BriefEvent =>
  ({ kind: 'instantiate-failed', module: 'a', api: 'instantiate', error: 'Import #0 "env" "log": function import requires a callable', mismatches: [{ import: 'env.log', wanted: 'func (i32) -> nothing', given: 'nothing' }], stack: 1, operation: 7, ...more });
const linked = (operation: number): BriefEvent => ({ kind: 'instantiate', module: 'b', instance: 1, api: 'instantiate', durationMs: 1, stack: 1, operation });
const call = (more: object = {}): BriefEvent =>
  ({ kind: 'call-mismatch', module: 'a', name: 'score', wanted: ['i32', 'i32'], given: ['number'], problem: 'missing', count: 4, checked: 4, stack: 1, ...more });

const compile = (more: object = {}): BriefEvent =>
  ({ kind: 'compile', module: 'a', api: 'Module', synchronous: true, durationMs: 2, stack: 1, operation: 0, sourceFile: '/app/m.wasm', ...more });
const calls = (more: object = {}): BriefEvent => ({ kind: 'export-calls', instance: 1, module: 'a', name: 'run', calls: 10, totalMs: 500, maxMs: 60, errors: 0, ...more });
const setup = (environment: string | null, slowFlags: string[] = []): BriefEvent => ({ kind: 'runtime-setup', environment, slowFlags });

describe('rules about builds', () => {
  it('abi-mismatch: names the import that did not fit', () => {
    const [finding] = replay(ALL, [STACK, failure(), failure({ operation: 8 })]).findings;
    assert.deepEqual([finding?.severity, finding?.at?.line, finding?.evidence['failures']], ['error', 12, 2]);
    assert.match(finding?.message ?? '', /env\.log as func \(i32\) -> nothing, and is given nothing/);
  });

  it('abi-mismatch: a fallback in the same operation is planned, one elsewhere is not', () => {
    assert.deepEqual(briefOf([failure(), linked(7)]), ['note cache/abi-mismatch 12']);
    assert.deepEqual(briefOf([failure(), linked(8)]), ['error cache/abi-mismatch 12']);
    assert.deepEqual(briefOf([failure(), linked(7), failure()]), ['error cache/abi-mismatch 12']);
  });

  it('abi-mismatch: calls that mostly do not fit', () => {
    assert.deepEqual(briefOf([call()]), ['warning cache/abi-mismatch 12']);
    assert.deepEqual(briefOf([call({ problem: 'kind' })]), ['error cache/abi-mismatch 12']);
    assert.deepEqual(briefOf([call({ count: 2 })]), []);
    assert.deepEqual(briefOf([call({ count: 4, checked: 60 })]), []);
  });

  it('abi-mismatch: what glue hands over too much is its affair where it came packed with the module', () => {
    assert.deepEqual(briefOf([call({ problem: 'surplus' })]), ['note cache/abi-mismatch 12']);
    const packed: BriefEvent = { kind: 'stack', id: 2, frames: [{ kind: 'js', function: 'free', file: '/app/node_modules/codec/glue.js', line: 3, column: 1 }, { kind: 'js', function: null, file: '/app/service.mjs', line: 12, column: 1 }] };
    assert.deepEqual(briefOf([packed, call({ problem: 'surplus', stack: 2 })]), []);
    assert.deepEqual(briefOf([packed, call({ stack: 2 })]), ['warning cache/abi-mismatch 12']);
  });

  it('debug-build: flags count only where Wasm takes time, and not in development', () => {
    assert.deepEqual(briefOf([setup(null, ['--liftoff-only']), compile(), calls()]), ['warning cache/debug-build 12']);
    assert.deepEqual(briefOf([setup(null, ['--liftoff-only']), compile(), calls({ totalMs: 5 })]), []);
    assert.deepEqual(briefOf([setup('development', ['--liftoff-only']), compile(), calls()]), []);
    assert.deepEqual(briefOf([setup('production'), compile(), calls()]), []);
  });

  it('debug-build: names the tools that made the module, with a version where they told one', async () => {
    const symbols = await openModuleFile(join(root, 'test/fixtures/records-debug.wasm'), {});
    const analysis = new Analysis({ symbols: () => symbols, sourcePath: (file) => file }, [debugBuild]);
    for (const event of [STACK, compile(), calls()]) analysis.onEvent({ t: 1, pid: 1, tid: 0, ...event });
    assert.deepEqual(analysis.findings()[0]?.evidence['producers'], ['Rust', 'rustc 1.63.0']);
  });

  const attached = (client: 'inside' | 'outside' | null, more: object = {}): BriefEvent =>
    ({ kind: 'debugger-attached', inspectorUrl: client === 'inside' ? null : '127.0.0.1:9229', byFlag: client !== 'inside', client, stack: 1, ...more });

  it('debugger-left-on: a port is a note, use that lasts a warning', () => {
    const wasm = linked(0);
    assert.deepEqual(briefOf([wasm, attached(null)]), ['note cache/debugger-left-on 12']);
    assert.deepEqual(briefOf([wasm, ...times(4, () => attached('outside'))]), ['warning cache/debugger-left-on 12']);
    assert.deepEqual(briefOf([wasm, ...times(4, () => attached('inside'))]), ['warning cache/debugger-left-on 12']);
    assert.deepEqual(briefOf([wasm, attached('inside')]), []);
    assert.deepEqual(briefOf([wasm, setup('development'), ...times(4, () => attached('outside'))]), []);
    assert.deepEqual(briefOf(times(4, () => attached('outside'))), []);
  });

  const serving = (tid: number, module: string, from: number, to: number): BriefEvent[] => [
    stackAt(1, '/app/worker.mjs', 3, { tid }),
    compile({ module, tid, t: from - 10 }),
    calls({ module, tid, t: from }),
    calls({ module, tid, t: to }),
  ];

  it('mixed-versions: two builds of one path at the same time, in two threads', () => {
    assert.deepEqual(briefOf([...serving(1, 'a', 1_000, 9_000), ...serving(2, 'b', 2_000, 9_000)]), ['note cache/mixed-versions 3']);
    const { evidence } = replay(ALL, [STACK, ...serving(1, 'a', 1_000, 9_000), ...serving(2, 'b', 2_000, 9_000)]).findings[0]!;
    const spans = evidence['versionsTimeline'] as { name: string; startMs: number; endMs: number }[];
    assert.deepEqual(spans.map(({ name }) => name[0]), ['a', 'b']);
    assert.ok(spans[0]!.startMs === 0 && spans[1]!.startMs > 0 && spans.every(({ startMs, endMs }) => endMs > startMs));
    assert.deepEqual(briefOf([...serving(1, 'a', 1_000, 2_500), ...serving(2, 'b', 2_000, 9_000)]), []);
    assert.deepEqual(briefOf([...serving(1, 'a', 1_000, 9_000), ...serving(2, 'a', 2_000, 9_000)]), []);
    assert.deepEqual(briefOf([...serving(1, 'a', 1_000, 9_000), ...serving(1, 'b', 2_000, 9_000)]), []);
  });
});
