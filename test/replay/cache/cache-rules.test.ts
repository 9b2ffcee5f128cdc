import assert from 'node:assert/strict';
import { Analysis } from '../../../src/analysis/analysis';
import { missRate } from '../../../src/analysis/cache/miss-rate';
import { recompiled } from '../../../src/analysis/cache/recompiled';
import { rereadModel } from '../../../src/analysis/cache/reread-model';
import { staleVersion } from '../../../src/analysis/cache/stale-version';
import { stampede } from '../../../src/analysis/cache/stampede';
import { syncCompile } from '../../../src/analysis/cache/sync-compile';
import type { ModuleSymbols } from '../../../src/symbols/module-symbols';
import { openModuleBytes } from '../../../src/toolkit/open-module';
import { replay, stackAt, type BriefEvent } from '../events';

const ALL = [missRate, recompiled, rereadModel, staleVersion, stampede, syncCompile];
const STACK = stackAt(1, '/app/service.mjs', 12);
const rulesOf = (events: readonly BriefEvent[]): string[] => replay(ALL, [STACK, ...events]).findings.map(({ rule, at }) => `${rule} ${at?.line ?? '-'}`);
const times = <Made>(count: number, make: (n: number) => Made): Made[] => Array.from({ length: count }, (_, n) => make(n));

const compile = (n: number, more: Partial<BriefEvent> = {}): BriefEvent =>
  ({ kind: 'compile', module: 'a', api: 'compile', synchronous: false, durationMs: 2, stack: 1, operation: n + 1, sourceFile: null, t: 1_000 + n * 100, ...more }) as BriefEvent;

const reread = (n: number, more: Partial<BriefEvent> = {}): BriefEvent =>
  ({ kind: 'file-transfer', direction: 'read', path: '/models/m.bin', inode: 1, modifiedAt: 5, sizeBytes: 100_000, durationMs: 1, durable: false, synchronous: true, stack: 1, operation: n + 1, ...more }) as BriefEvent;

describe('cache rules', () => {
  it('recompiled: the same bytes, again and again, apart in time', () => {
    assert.deepEqual(rulesOf(times(5, (n) => compile(n))), ['cache/recompiled 12']);
    const [finding] = replay(ALL, [STACK, ...times(5, (n) => compile(n))]).findings;
    assert.deepEqual(finding?.evidence, { compiles: 4, compileMs: 8, modules: ['a'], operations: 4 });
  });

  it('recompiled: silent about adapters without code', async () => {
    const adapter = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 4, 1, 0x60, 0, 0, 2, 7, 1, 1, 0x65, 1, 0x66, 0, 0, 7, 5, 1, 1, 0x66, 0, 0);
    const run = (symbols: ModuleSymbols | undefined): string[] => {
      const analysis = new Analysis({ symbols: () => symbols, sourcePath: (file) => file }, [recompiled]);
      [STACK, ...times(5, (n) => compile(n))].forEach((event, index) => analysis.onEvent({ t: index + 1, pid: 1, tid: 0, ...event }));
      return analysis.findings().map(({ rule }) => rule);
    };
    assert.deepEqual(run(await openModuleBytes(adapter, { path: null })), []);
    assert.deepEqual(run(undefined), ['cache/recompiled']);
  });

  it('recompiled: the same bytes in every worker', () => {
    const workers = times(4, (n) => [stackAt(1, '/app/service.mjs', 12, { tid: n }), compile(n, { tid: n })]).flat();
    assert.deepEqual(rulesOf(workers), ['cache/recompiled 12']);
  });

  it('recompiled: a small module in every worker is a note', () => {
    const severityOf = (sizeBytes: number): (string | undefined)[] => {
      const module: BriefEvent = { kind: 'module', module: 'a', name: null, sizeBytes, bytesFile: null, rewritten: false };
      return replay(ALL, [STACK, module, ...times(4, (n) => compile(n, { tid: n }))]).findings.map(({ severity }) => severity);
    };
    assert.deepEqual([severityOf(80_000), severityOf(800_000)], [['note'], ['warning']]);
  });

  it('recompiled: silent about the first, other bytes, and two workers with a small module', () => {
    assert.deepEqual(rulesOf([compile(0)]), []);
    assert.deepEqual(rulesOf(times(5, (n) => compile(n, { module: `build-${n}` }))), []);
    assert.deepEqual(rulesOf(times(2, (n) => compile(n, { tid: n }))), []);
  });

  it('stampede: many compile at once what the first is compiling', () => {
    assert.deepEqual(rulesOf(times(5, (n) => compile(n, { t: 1_000 + n, durationMs: 50 }))), ['cache/stampede 12']);
    assert.deepEqual(rulesOf(times(5, (n) => compile(n, { operationStartedAt: 990 }))), ['cache/stampede 12'], 'operations that were under way looked for it before it was there');
    assert.deepEqual(rulesOf(times(5, (n) => compile(n, { operationStartedAt: 990 + n * 100 }))), ['cache/recompiled 12']);
  });

  it('sync-compile: only while serving', () => {
    const slow = compile(1, { synchronous: true, durationMs: 80 });
    const request: BriefEvent = { kind: 'request', operation: 2, durationMs: 90, status: 200, loopback: true };
    assert.deepEqual(rulesOf([slow, request]), ['cache/sync-compile 12']);
    assert.deepEqual(rulesOf([compile(1, { synchronous: true, durationMs: 80, operation: 0 }), request]), []);
    assert.deepEqual(rulesOf([compile(1, { durationMs: 80 }), request]), []);
  });

  it('reread-model: unchanged files only', () => {
    assert.deepEqual(rulesOf(times(4, (n) => reread(n))), ['cache/reread-model 12']);
    assert.deepEqual(rulesOf(times(4, (n) => reread(n, { modifiedAt: n + 1 }))), []);
    assert.deepEqual(rulesOf(times(12, (n) => reread(n, { t: 1_000 + n, durationMs: 500 }))), [], 'read by all at once');
    assert.deepEqual(rulesOf(times(4, (n) => reread(n, { tid: n }))), []);
  });

  const lookups = (more: Partial<BriefEvent>): BriefEvent =>
    ({ kind: 'cache-lookups', cache: 1, owner: null, what: 'module', lookups: 10, hits: 0, recomputed: 10, evicted: 0, distinctKeys: 10, distinctInputs: 1, recomputeMs: 30, stack: 1, ...more }) as BriefEvent;

  it('miss-rate: what was there is made again; misses for something new are innocent', () => {
    assert.deepEqual(rulesOf([lookups({}), lookups({})]), ['cache/miss-rate 12']);
    assert.deepEqual(rulesOf([lookups({ recomputed: 0 })]), []);
    assert.deepEqual(rulesOf([lookups({ lookups: 1_000, hits: 900, recomputed: 3 })]), []);
    assert.deepEqual(rulesOf([lookups({ lookups: 80, hits: 70, recomputed: 9 })]), [], 'each key is new once, and known from then on');
    assert.deepEqual(rulesOf([lookups({ lookups: 80, hits: 70, recomputed: 9, evicted: 9 })]), ['cache/miss-rate 12']);
    assert.deepEqual(rulesOf([lookups({ what: 'wasm-call', lookups: 80, hits: 70, recomputed: 9, evicted: 9 })]), [], 'a cache that throws out what is seldom asked for works');
    assert.deepEqual(rulesOf([lookups({ what: 'wasm-call', lookups: 80, hits: 8, recomputed: 60, evicted: 60 })]), ['cache/miss-rate 12']);
    const [thrash] = replay(ALL, [STACK, lookups({ hits: 4, recomputed: 6, evicted: 6 })]).findings;
    assert.match(thrash?.message ?? '', /thrown out/);
  });

  it('miss-rate: how its lookups went over time, in totals', () => {
    const [finding] = replay(ALL, [STACK, lookups({ lookups: 10, hits: 4, recomputed: 6, t: 1_001 }), lookups({ lookups: 5, hits: 1, recomputed: 4, t: 2_001 })]).findings;
    const { lookupsSeries, hitsSeries, recomputedSeries } = finding!.evidence;
    assert.deepEqual([lookupsSeries, hitsSeries, recomputedSeries], [[[1_000, 10], [2_000, 15]], [[1_000, 4], [2_000, 5]], [[1_000, 6], [2_000, 10]]]);
  });

  it('miss-rate: a long observation keeps a bounded number of points, from its first to its last part', () => {
    const [finding] = replay(ALL, [STACK, ...times(5_000, (n) => lookups({ lookups: 1, hits: 0, recomputed: 1, t: n + 1 }))]).findings;
    const series = finding!.evidence['lookupsSeries'] as [number, number][];
    assert.ok(series.length <= 240);
    assert.ok(series[0]![0] < 100 && series.at(-1)![0] > 4_900);
    assert.ok(series.every(([ms], index) => index === 0 || ms > series[index - 1]![0]));
  });

  it('stale-version: a straggler is not a state', () => {
    const use = (calls: number): BriefEvent => ({ kind: 'stale-use', path: '/m.wasm', older: 'a', newer: 'b', newerLoaded: true, instance: 1, calls, stack: 1 });
    assert.deepEqual(rulesOf([use(5), use(7)]), ['cache/stale-version 12']);
    assert.deepEqual(rulesOf([use(1)]), []);
  });

  it('stale-version: when each version was loaded, and how long it answered', () => {
    const version = (module: string, t: number): BriefEvent => compile(0, { module, sourceFile: '/m.wasm', t });
    const calls = (module: string, t: number): BriefEvent => ({ kind: 'export-calls', instance: 1, module, name: 'score', calls: 3, totalMs: 1, maxMs: 1, errors: 0, t });
    const use: BriefEvent = { kind: 'stale-use', path: '/m.wasm', older: 'a', newer: 'b', newerLoaded: true, instance: 1, calls: 5, stack: 1, t: 3_100 };
    const [finding] = replay([staleVersion], [STACK, version('a', 1_000), calls('a', 1_200), version('b', 3_000), calls('a', 4_000), calls('b', 3_500), use]).findings;
    assert.deepEqual(finding?.evidence['versionsTimeline'], [{ name: 'older a', startMs: 0, endMs: 3_000 }, { name: 'newer b', startMs: 2_000, endMs: 2_500 }]);
  });
});
