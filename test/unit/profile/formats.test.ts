import assert from 'node:assert/strict';
import { decodeCpuProfile } from '../../../src/profile/cpu-profile';
import { toChromeTrace } from '../../../src/profile/formats/chrome-trace';
import { toCpuProfile } from '../../../src/profile/formats/cpuprofile';
import { toFolded } from '../../../src/profile/formats/folded';
import { toPprof } from '../../../src/profile/formats/pprof';
import { toSpeedscope } from '../../../src/profile/formats/speedscope';
import { classTimes, hotFunctions, hotLines } from '../../../src/profile/hot-spots';
import { narrowProfile } from '../../../src/profile/narrow-profile';
import { sampledMs, type Profile } from '../../../src/profile/profile';
import { decodeProfile } from '../../../src/profile/readers/decode-profile';
import { byModule } from '../../../src/profile/views/by-module';
import { toColumns } from '../../../src/profile/views/profile-columns';
import { symbolicateProfile } from '../../../src/profile/symbolicate-profile';
import { MIX, candidate, recording } from './recording';

const profile = symbolicateProfile([{ name: 'main', slices: [recording()] }], { candidates: [candidate('mix', MIX)] });

describe('profile: formats', () => {
  it('writes a .cpuprofile whose frames are source places, and reads it back alike', () => {
    const written = toCpuProfile(profile);
    const scramble = written.nodes.find((node) => node.callFrame.functionName === 'scramble()')!;
    assert.deepEqual(scramble.callFrame, { functionName: 'scramble()', scriptId: '0', url: 'file:///src/mix.c', lineNumber: 3, columnNumber: -1 });
    assert.deepEqual(scramble.positionTicks, [{ line: 4, ticks: 4 }]);
    assert.equal(written.nodes.find((node) => node.callFrame.functionName === 'main')!.callFrame.url, 'file:///srv/my%20app/app.mjs');
    assert.equal([...written.timeDeltas!].reduce((sum, delta) => sum + delta, 0), 9_000);
    const again = symbolicateProfile([{ name: 'main', slices: [decodeCpuProfile(written)] }]);
    const total = (times: Record<string, number>): number => Object.values(times).reduce((sum, ms) => sum + ms, 0);
    assert.equal(total(classTimes(again)), total(classTimes(profile)));
    assert.deepEqual(hotFunctions(again).map(({ function: name, selfMs }) => [name, selfMs]), hotFunctions(profile).map(({ function: name, selfMs }) => [name, selfMs]));
  });

  it('keeps in a .cpuprofile what lines were counted and what was seen of the process', () => {
    const lines = [{ file: '/src/mix.c', line: 6, share: 0.75, count: 900 }, { file: '/src/mix.c', line: 7, share: 0.25, count: 300 }];
    const vitals = [{ atMs: 500, cpuMsPerSecond: 990, rssBytes: 1e8, heapUsedBytes: 1e7, externalBytes: 2e6, arrayBuffersBytes: 1e6, loopDelayMs: 3 }];
    const counted = { ...profile, vitals, frames: profile.frames.map((frame) => (frame.function === 'scramble()' ? { ...frame, lines } : frame)) };
    const again = symbolicateProfile([{ name: 'main', slices: [decodeCpuProfile(JSON.parse(JSON.stringify(toCpuProfile(counted))))] }]);
    assert.deepEqual(hotLines(again).slice(0, 2), [
      { file: '/src/mix.c', line: 6, function: 'scramble()', class: 'wasm', selfMs: 3.75, estimate: true, count: 900 },
      { file: '/src/mix.c', line: 7, function: 'scramble()', class: 'wasm', selfMs: 1.25, estimate: true, count: 300 },
    ]);
    assert.deepEqual(again.vitals, vitals);
  });

  it('keeps in a .cpuprofile which modules ran, in which threads, and what stays unknown for who has the module', () => {
    const threads = [{ name: 'main', slices: [recording()] }, { name: 'worker 1', slices: [recording(4_000)] }];
    const two = { ...symbolicateProfile(threads, { candidates: [candidate('mix', MIX)] }), conditions: { inliningOn: true, distorted: false } };
    const read = (of: typeof two): typeof two => symbolicateProfile([{ name: 'main', slices: [decodeCpuProfile(JSON.parse(JSON.stringify(toCpuProfile(of))))] }]) as typeof two;
    const again = read(two);
    const named = (of: typeof two): object[] => byModule(toColumns(of)).map(({ functions: _, ...row }) => row);
    assert.deepEqual(again.threads.map(({ name, recordedFromMs }) => [name, recordedFromMs]), [['main', 0], ['worker 1', 3]]);
    assert.deepEqual([again.modules, again.conditions, named(again), hotLines(again)], [two.modules, two.conditions, named(two), hotLines(two)]);
    const unknown = read({ ...symbolicateProfile(threads), conditions: two.conditions });
    assert.deepEqual(unknown.modules.map(({ url, evidence }) => [url, evidence]), [['wasm://wasm/mix.wasm-b7aeab76', 'none']]);
    const known = symbolicateProfile([{ name: 'main', slices: [decodeCpuProfile(toCpuProfile(unknown))] }], { candidates: [candidate('mix', MIX)] });
    assert.deepEqual(hotFunctions(known), hotFunctions(two));
  });

  it('keeps what threads overlap, and what was not recorded between slices, whatever the format', () => {
    const threads = [{ name: 'main', slices: [recording(), recording(20_000)] }, { name: 'worker 1', slices: [recording(1_500)] }];
    const two = symbolicateProfile(threads, { candidates: [candidate('mix', MIX)] });
    const read = (bytes: Uint8Array | string): Profile => symbolicateProfile(decodeProfile(typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes));
    const [own, trace] = [read(JSON.stringify(toCpuProfile(two))), read(JSON.stringify(toChromeTrace(two, 'service')))];
    assert.deepEqual([sampledMs(own), hotFunctions(own)], [sampledMs(two), hotFunctions(two)]);
    assert.deepEqual([trace.durationMs, sampledMs(trace), hotFunctions(trace)], [own.durationMs, sampledMs(two), hotFunctions(two)]);
    // What has no clock has its threads side by side all the same: the longest of them is how long it took.
    const longestMs = Math.max(...two.threads.map(({ name }) => sampledMs(narrowProfile(two, { thread: name, focus: null, hidden: new Set() }))));
    for (const clockless of [read(toPprof(two, 0)), read(toFolded(two))]) assert.ok(Math.abs(clockless.durationMs - longestMs) < 0.001);
  });

  it('writes folded stacks in microseconds, with no sign that would cut a frame in two', () => {
    assert.equal(
      toFolded(profile),
      [
        '(garbage collector) 1000',
        '(idle) 1000',
        'main (app.mjs:10) 2000',
        'main (app.mjs:10);js-to-wasm;handle() (mix.c:20);scramble() (mix.c:4) 4000',
        'main (app.mjs:10);js-to-wasm;handle() (mix.c:20);scramble() (mix.c:4);scramble() (mix.c:4) 1000',
        '',
      ].join('\n'),
    );
  });

  it('writes speedscope with weights that fill the time shown', () => {
    const file = JSON.parse(JSON.stringify(toSpeedscope(profile, 'service', 'wasmscope 1.0'))) as {
      shared: { frames: { name: string; file?: string; line?: number }[] };
      profiles: { endValue: number; samples: number[][]; weights: number[]; unit: string }[];
    };
    const [sampled] = file.profiles;
    assert.equal(sampled!.weights.reduce((sum, weight) => sum + weight, 0), sampled!.endValue);
    assert.deepEqual(sampled!.samples[2]!.map((index) => file.shared.frames[index]!.name), ['main', 'js-to-wasm', 'handle()', 'scramble()']);
    assert.deepEqual(file.shared.frames.find((frame) => frame.name === 'scramble()'), { name: 'scramble()', file: '/src/mix.c', line: 4 });
  });
});

describe('profile: reading .cpuprofile', () => {
  it('accepts wrapped profiles, parents instead of children, and missing deltas', () => {
    const { nodes, ...rest } = recording();
    const parentOf = new Map(nodes.flatMap((node) => (node.children ?? []).map((child) => [child, node.id] as const)));
    const byParent = nodes.map(({ children: _, ...node }) => ({ ...node, ...(parentOf.has(node.id) ? { parent: parentOf.get(node.id)! } : {}) }));
    const { timeDeltas: _, ...without } = rest;
    const read = symbolicateProfile([{ name: 'main', slices: [decodeCpuProfile({ profile: { ...without, nodes: byParent } })] }]);
    assert.equal(hotFunctions(read)[0]!.function, 'scramble');
    assert.equal(read.samples.length, 9);
  });

  for (const value of [undefined, {}, [], null, { nodes: 3 }]) {
    it(`says what ${JSON.stringify(value)} is not`, () => assert.throws(() => decodeCpuProfile(value), { name: 'DecodeError' }));
  }

  it('reads nodes of any content', () => {
    const odd = decodeCpuProfile({ nodes: [null, { id: 1 }, { id: 'x', callFrame: { url: 5, scriptId: 7 } }], samples: [1, 2, '3'], timeDeltas: [1, null, 4] });
    assert.equal(symbolicateProfile([{ name: 'main', slices: [odd] }]).samples.length, odd.samples!.length);
  });
});
