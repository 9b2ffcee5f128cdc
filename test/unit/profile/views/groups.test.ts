import assert from 'node:assert/strict';
import fc from 'fast-check';
import { classTimes, hotFunctions, hotLines } from '../../../../src/profile/hot-spots';
import { outermostNodes } from '../../../../src/profile/outermost-nodes';
import { FRAME_CLASSES, nodeTimes, type Profile } from '../../../../src/profile/profile';
import { symbolicateProfile } from '../../../../src/profile/symbolicate-profile';
import { byModule, type ModuleRow } from '../../../../src/profile/views/by-module';
import { byThread } from '../../../../src/profile/views/by-thread';
import { bottomUp, topDown } from '../../../../src/profile/views/call-tree';
import { mergedLayout } from '../../../../src/profile/views/merged-layout';
import { percentages } from '../../../../src/profile/views/percentages';
import { toColumns } from '../../../../src/profile/views/profile-columns';
import type { CpuProfile } from '../../../../src/profile/cpu-profile';
import { MIX, candidate, frame, recording, wasm } from '../recording';

const sum = (values: Iterable<number>): number => [...values].reduce((total, value) => total + value, 0);

/** Any tree over these functions, sampled anyhow. */
const FRAMES = [
  frame('(idle)'), frame('(program)'), frame('(garbage collector)'), frame('js-to-wasm', '', -1, 77), wasm('handle', 240), wasm('scramble', 88), wasm('lost', 5, '9'),
  frame('main', 'file:///srv/app.mjs', 9, 4, '5'), frame('each', 'file:///srv/node_modules/@x/list/lib/each.js', 3, 4, '6'), frame('walk', 'file:///srv/node_modules/list/walk.js', 1, 1, '8'), frame('read', 'node:fs', 1, 1, '10'), frame('eval'),
];
const anyRecording = fc
  .record({ parents: fc.array(fc.nat(), { maxLength: 40 }), frames: fc.array(fc.nat(FRAMES.length - 1), { minLength: 40, maxLength: 40 }), samples: fc.array(fc.nat(), { minLength: 1, maxLength: 60 }), from: fc.nat(5_000) })
  .map(({ parents, frames, samples, from }): CpuProfile => ({
    startTime: from,
    endTime: from + samples.length * 1_000,
    nodes: [{ id: 1, callFrame: frame('(root)') }, ...parents.map((parent, index) => ({ id: index + 2, parent: (parent % (index + 1)) + 1, callFrame: FRAMES[frames[index]!]!, positionTicks: [{ line: 12, ticks: 1 + (parent % 3) }, { line: 13, ticks: 1 }] }))],
    samples: samples.map((sample) => (sample % (parents.length + 1)) + 1),
    timeDeltas: samples.map((sample) => 500 + (sample % 1_000)),
  }));
const anyProfile = fc.array(anyRecording, { minLength: 1, maxLength: 3 }).map((slices) => symbolicateProfile(slices.map((slice, index) => ({ name: `thread ${index}`, slices: [slice] })), { candidates: [candidate('mix', MIX)] }));

const sampledMs = (profile: Profile): number => nodeTimes(profile).totalMs[0]!;
const isNear = (actual: number, expected: number): void => assert.ok(Math.abs(actual - expected) < 1e-6, `${actual} is not ${expected}`);

describe('profile: every table accounts for all sampled time', () => {
  it('classes, modules, threads, trees and the merged flame graph', () =>
    fc.assert(fc.property(anyProfile, (profile) => {
      const columns = toColumns(profile);
      const whole = sampledMs(profile);
      const threads = byThread(columns);
      isNear(sum(Object.values(classTimes(profile))), whole);
      isNear(sum(byModule(columns).map(({ selfMs }) => selfMs)), whole);
      isNear(sum(threads.map(({ totalMs }) => totalMs)), whole);
      for (const { classesMs, busyMs, totalMs, thread } of threads) {
        isNear(busyMs + classesMs.idle, totalMs);
        isNear(columns.nodeTotalMs[thread.node]!, totalMs);
      }
      const atRoots = sum([...profile.nodes.parent].flatMap((parent, node) => (parent < 0 ? [columns.nodeSelfMs[node]!] : [])));
      isNear(sum(topDown(columns).map(({ totalMs }) => totalMs)), whole - atRoots);
      isNear(sum(bottomUp(columns).map(({ totalMs }) => totalMs)), whole - atRoots);
      isNear(mergedLayout(columns).widthMs, whole - atRoots);
    })));

  it('hot functions with idle and native code; no module has less than its functions, and none more than all', () =>
    fc.assert(fc.property(anyProfile, (profile) => {
      const columns = toColumns(profile);
      const { idle, program } = classTimes(profile);
      isNear(sum(hotFunctions(profile).map(({ selfMs }) => selfMs)) + idle + program, sampledMs(profile));
      for (const row of byModule(columns)) {
        isNear(sum(row.functions.map(({ selfMs }) => selfMs)), row.selfMs);
        assert.ok(row.totalMs >= row.selfMs - 1e-6 && row.totalMs <= sampledMs(profile) + 1e-6);
      }
    })));

  it('hot lines with the functions that have no line', () =>
    fc.assert(fc.property(anyProfile, (profile) => {
      const without = nodeTimes(profile).selfMs.reduce((total, ms, node) => (profile.frames[profile.nodes.frame[node]!]!.file === null ? total + ms : total), 0);
      isNear(sum(hotLines(profile).map(({ selfMs }) => selfMs)) + without, sampledMs(profile));
    })));
});

describe('profile: by module and by thread', () => {
  const slice = recording();
  const library: CpuProfile = {
    startTime: 0, endTime: 4_000,
    nodes: [
      { id: 1, callFrame: frame('(root)'), children: [2] },
      { id: 2, callFrame: FRAMES[8]!, children: [3] },
      { id: 3, callFrame: FRAMES[7]!, children: [4, 5] },
      { id: 4, callFrame: FRAMES[8]! },
      { id: 5, callFrame: FRAMES[6]! },
    ],
    samples: [2, 3, 4, 5], timeDeltas: [0, 1_000, 1_000, 1_000],
  };
  const profile = symbolicateProfile([{ name: 'main', slices: [slice] }, { name: 'worker 1', slices: [library] }], { candidates: [candidate('mix', MIX)] });
  const columns = toColumns(profile);
  const brief = ({ kind, name, file, selfMs, totalMs }: ModuleRow): unknown[] => [kind, name, file, selfMs, totalMs];

  it('names modules by their files, packages by npm\'s name, and an unknown module as V8 does', () => {
    assert.deepEqual(byModule(columns).map(brief), [
      ['wasm', 'mix.wasm', '/build/mix.wasm', 5, 5],
      ['js', 'app.mjs', '/srv/my app/app.mjs', 2, 7],
      ['js', '@x/list', null, 2, 4],
      ['js', 'app.mjs', '/srv/app.mjs', 1, 3],
      ['idle', null, null, 1, 1],
      ['gc', null, null, 1, 1],
      ['wasm', 'wasm://wasm/mix.wasm-b7aeab76', null, 1, 1],
      ['glue', null, null, 0, 5],
    ]);
    assert.deepEqual(byModule(columns)[0]!.functions.map(({ function: index, selfMs }) => [columns.functions[index]!.function, selfMs]), [['scramble()', 5], ['handle()', 0]]);
  });

  it('splits each thread\'s time by class', () => {
    const [main, worker] = byThread(columns);
    assert.deepEqual(main!.classesMs, { wasm: 5, js: 2, glue: 0, gc: 1, program: 0, idle: 1 });
    assert.deepEqual([main!.thread.name, main!.busyMs, main!.totalMs], ['main', 8, 9]);
    assert.deepEqual([worker!.thread.name, worker!.busyMs, worker!.totalMs], ['worker 1', 4, 4]);
    assert.deepEqual(byThread(toColumns(symbolicateProfile([{ name: 'main', slices: [slice] }]))).map(({ thread, totalMs }) => [thread.name, thread.node, totalMs]), [['main', 0, 9]]);
  });

  it('counts recursion once, however deep', () => {
    const depth = 200_000;
    const parents = Int32Array.from({ length: depth }, (_, node) => node - 1);
    const marked = outermostNodes(parents, Int32Array.from({ length: depth }, (_, node) => node % 2));
    assert.equal(sum(marked), 2);
    assert.deepEqual([...outermostNodes([-1, 0, 1, 0, 3], [0, 1, 1, 1, 0])], [1, 1, 0, 1, 0]);
    assert.deepEqual([...outermostNodes([], [])], []);
  });
});

describe('profile: percentages', () => {
  it('are 100 together, and none is further off than its rounding', () =>
    fc.assert(fc.property(fc.array(fc.double({ min: 0, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 30 }), fc.nat(2), (parts, decimals) => {
      const shown = percentages(parts, decimals);
      const whole = sum(parts);
      if (whole === 0) return assert.ok(shown.every((value) => value === 0));
      assert.equal(Math.round(sum(shown) * 10 ** decimals), 100 * 10 ** decimals);
      for (const [index, value] of shown.entries()) assert.ok(Math.abs(value - (100 * parts[index]!) / whole) <= 1 / 10 ** decimals + 1e-9);
    })));

  it('of a larger whole leave its rest out', () => {
    assert.deepEqual(percentages([1, 1, 1]), [33.4, 33.3, 33.3]);
    assert.deepEqual(percentages([1, 1], 1, 3), [33.4, 33.3]);
    assert.deepEqual(percentages([0, 0]), [0, 0]);
    assert.equal(FRAME_CLASSES.length, percentages(FRAME_CLASSES.map(() => 1)).length);
  });
});
