import assert from 'node:assert/strict';
import { classTimes, hotFunctions, hotLines } from '../../../src/profile/hot-spots';
import { nodeTimes, stackOf } from '../../../src/profile/profile';
import { symbolicateProfile } from '../../../src/profile/symbolicate-profile';
import { MIX, candidate, frame, recording, wasm } from './recording';

describe('profile: symbolicate', () => {
  it('gives Wasm frames their source, glue its class, and JS its path', () => {
    const profile = symbolicateProfile([{ name: 'main', slices: [recording()] }], { candidates: [candidate('mix', MIX)], sourcePath: (file) => `/work${file}` });
    const deepest = profile.samples.node[7]!;
    assert.deepEqual(
      stackOf(profile, deepest).map(({ class: kind, function: name, file, line }) => [kind, name, file, line]),
      [
        ['js', 'main', '/srv/my app/app.mjs', 10],
        ['glue', 'js-to-wasm', null, 0],
        ['wasm', 'handle()', '/work/src/mix.c', 20],
        ['wasm', 'scramble()', '/work/src/mix.c', 4],
        ['wasm', 'scramble()', '/work/src/mix.c', 4],
      ],
    );
  });

  it('gives a function back the node that V8 named after its glue', () => {
    const slice = recording();
    const nodes = slice.nodes.map((node) => {
      if (node.id === 4) return { ...node, callFrame: { ...wasm('js-to-wasm:i:i', 240) }, children: [5, 9] };
      return node;
    });
    const masked = { ...slice, nodes: [...nodes, { id: 9, callFrame: wasm('tally', 160), hitCount: 1 }], samples: [2, 3, 6, 6, 3, 9, 4, 7, 8] };
    const profile = symbolicateProfile([{ name: 'main', slices: [masked] }], { candidates: [candidate('mix', MIX)] });
    const stacks = [5, 6, 7].map((sample) => stackOf(profile, profile.samples.node[sample]!).map(({ function: name }) => name));
    assert.deepEqual(stacks, [['main', 'handle()', 'tally()'], ['main', 'handle()'], ['main', 'handle()', 'scramble()', 'scramble()']]);
  });

  it('accounts for the whole time from the first sample on, by class and by function', () => {
    const profile = symbolicateProfile([{ name: 'main', slices: [recording()] }], { candidates: [candidate('mix', MIX)] });
    assert.deepEqual(classTimes(profile), { wasm: 5, js: 2, glue: 0, gc: 1, program: 0, idle: 1 });
    assert.equal(nodeTimes(profile).totalMs[0], 9);
    assert.equal(profile.durationMs, 10);
    const functions = hotFunctions(profile);
    assert.deepEqual(functions[0], { function: 'scramble()', file: '/src/mix.c', line: 4, class: 'wasm', selfMs: 5, totalMs: 5 }, 'recursion counts once');
    assert.deepEqual(functions.map(({ function: name, selfMs, totalMs }) => [name, selfMs, totalMs]), [
      ['scramble()', 5, 5], ['main', 2, 7], ['(garbage collector)', 1, 1], ['js-to-wasm', 0, 5], ['handle()', 0, 5],
    ]);
  });

  it('splits JS by sampled line, and marks Wasm lines as estimates', () => {
    const profile = symbolicateProfile([{ name: 'main', slices: [recording()] }], { candidates: [candidate('mix', MIX)] });
    assert.deepEqual(hotLines(profile), [
      { file: '/src/mix.c', line: 4, function: 'scramble()', class: 'wasm', selfMs: 5, estimate: true },
      { file: '/srv/my app/app.mjs', line: 12, function: 'main', class: 'js', selfMs: 1, estimate: false },
      { file: '/srv/my app/app.mjs', line: 13, function: 'main', class: 'js', selfMs: 1, estimate: false },
    ]);
  });

  it('joins slices into one tree', () => {
    const one = symbolicateProfile([{ name: 'main', slices: [recording()] }]);
    const two = symbolicateProfile([{ name: 'main', slices: [recording(), recording(11_500)] }]);
    assert.equal(two.nodes.length, one.nodes.length);
    assert.equal(two.samples.length, 2 * one.samples.length);
    assert.equal(two.durationMs, 20.5);
    assert.equal(two.samples.startMs[9], 11.5);
    assert.equal(classTimes(two).wasm, 10);
  });

  it('sets threads side by side, one after another in time', () => {
    const profile = symbolicateProfile([{ name: 'main', slices: [recording()] }, { name: 'worker 1', slices: [recording(1_500)] }]);
    assert.deepEqual(stackOf(profile, profile.samples.node.at(-2)!).map(({ function: name }) => name), ['(thread worker 1)', 'main', 'js-to-wasm', 'handle', 'scramble', 'scramble']);
    assert.equal(profile.durationMs, 10.5, 'from the first one\'s beginning to the last one\'s end');
    assert.equal(profile.samples.startMs[9], 11);
    assert.deepEqual(profile.threads, [
      { name: 'main', node: 1, startMs: 1, endMs: 10, recordedFromMs: 0 },
      { name: 'worker 1', node: profile.nodes.frame.findIndex((index) => profile.frames[index]!.function === '(thread worker 1)'), startMs: 11, endMs: 20, recordedFromMs: 0.5 },
    ]);
    assert.equal(classTimes(profile).wasm, 10);
  });

  it('keeps Wasm names where no module is known', () => {
    const profile = symbolicateProfile([{ name: 'main', slices: [recording()] }]);
    assert.deepEqual(profile.modules, [{ url: 'wasm://wasm/mix.wasm-b7aeab76', module: null, evidence: 'none', file: null, functions: 2 }]);
    assert.deepEqual(hotFunctions(profile)[0], { function: 'scramble', file: null, line: 0, class: 'wasm', selfMs: 5, totalMs: 5 });
  });

  it('survives samples out of order, unknown ids, cycles and parents after children', () => {
    const hostile = { ...recording(), samples: [6, 99, 3, 8], timeDeltas: [3000, -2000, 1000, 1000] };
    const cyclic = { ...hostile, nodes: [...hostile.nodes].reverse().map((node) => (node.id === 7 ? { ...node, children: [5] } : node)) };
    const profile = symbolicateProfile([{ name: 'main', slices: [cyclic] }]);
    assert.ok(profile.samples.durationMs.every((ms) => ms >= 0));
    assert.ok(profile.nodes.parent.every((parent, index) => parent < index));
  });
});

describe('profile: which module', () => {
  const candidates = (...hashes: string[]): ReturnType<typeof candidate>[] => hashes.map((hash) => candidate(hash, MIX));
  const matched = (slices: ReturnType<typeof recording>[], options: ReturnType<typeof candidates>): unknown[] =>
    symbolicateProfile([{ name: 'main', slices }], { candidates: options }).modules.map(({ evidence, module }) => [evidence, module]);

  it('takes a file only where every sampled function has its name and offset there', () => {
    assert.deepEqual(matched([recording()], candidates('mix')), [['functions', 'mix']]);
    const moved = candidate('moved', MIX.map((known) => ({ ...known, start: known.start + 2 })));
    const renamed = candidate('renamed', MIX.map((known) => ({ ...known, name: `other_${known.name}` })));
    assert.deepEqual(matched([recording()], [moved, renamed]), [['none', null]]);
  });

  it('says ambiguous where two different files fit, and shows what they agree on', () => {
    assert.deepEqual(matched([recording()], candidates('mix-a', 'mix-b')), [['ambiguous', null]]);
    const agreeing = symbolicateProfile([{ name: 'main', slices: [recording()] }], { candidates: candidates('mix-a', 'mix-b') });
    assert.equal(hotFunctions(agreeing)[0]!.file, '/src/mix.c');
    const differing = [candidate('mix-a', MIX), candidate('mix-b', MIX.map((known) => ({ ...known, line: known.line + 1 })))];
    assert.equal(hotFunctions(symbolicateProfile([{ name: 'main', slices: [recording()] }], { candidates: differing }))[0]!.file, null);
    assert.deepEqual(matched([recording()], candidates('mix', 'mix')), [['functions', 'mix']], 'the same file twice is one');
  });

  it('believes bytes from the program before any file', () => {
    assert.deepEqual(matched([recording()], [candidate('file', MIX), candidate('own', MIX, { scriptIds: ['7'], file: null })]), [['bytes', 'own']]);
  });

  it('tells two modules of one URL apart by their script', () => {
    const other = { ...recording(), nodes: [{ id: 1, callFrame: frame('(root)'), children: [2] }, { id: 2, callFrame: wasm('tally', 160, '8') }], samples: [2], timeDeltas: [1000] };
    assert.deepEqual(matched([recording(), other], [candidate('mix', MIX)]), [['functions', 'mix'], ['functions', 'mix']]);
  });
});
