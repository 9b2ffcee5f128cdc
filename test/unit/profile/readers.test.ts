import assert from 'node:assert/strict';
import { toChromeTrace } from '../../../src/profile/formats/chrome-trace';
import { toCpuProfile } from '../../../src/profile/formats/cpuprofile';
import { toFolded } from '../../../src/profile/formats/folded';
import { toPprof } from '../../../src/profile/formats/pprof';
import { toSpeedscope } from '../../../src/profile/formats/speedscope';
import { hotFunctions, hotLines } from '../../../src/profile/hot-spots';
import type { Profile } from '../../../src/profile/profile';
import { decodeProfile } from '../../../src/profile/readers/decode-profile';
import { symbolicateProfile } from '../../../src/profile/symbolicate-profile';
import { MIX, candidate, recording } from './recording';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const json = (value: object): Uint8Array => bytesOf(JSON.stringify(value));

const profile = symbolicateProfile([{ name: 'main', slices: [recording()] }], { candidates: [candidate('mix', MIX)] });
const FORMATS: readonly [string, Uint8Array][] = [
  ['.cpuprofile', json(toCpuProfile(profile))],
  ['speedscope', json(toSpeedscope(profile, 'service', 'test'))],
  ['Chrome trace', json(toChromeTrace(profile, 'service'))],
  ['pprof', toPprof(profile, 0)],
  ['folded stacks', bytesOf(toFolded(profile))],
];

/** What every format must keep; folded stacks and pprof shorten nothing of it. */
function essence(read: Profile): unknown[] {
  const named = hotFunctions(read).filter(({ class: kind }) => kind !== 'idle' && kind !== 'program');
  return named.map(({ function: name, file, line, selfMs, totalMs }) => [name, file?.split('/').at(-1) ?? null, line, Math.round(selfMs), Math.round(totalMs)]).sort();
}

describe('profile: reading what other tools write', () => {
  for (const [name, bytes] of FORMATS) {
    it(`${name}: told by its content; functions, places and times as they were written`, () => {
      assert.deepEqual(essence(symbolicateProfile(decodeProfile(bytes))), essence(profile));
      if (name !== 'folded stacks') assert.equal(symbolicateProfile(decodeProfile(bytes)).samples.length, profile.samples.length, 'as many samples');
    });
  }

  it('names the class of a source function by the language of its file', () => {
    const read = symbolicateProfile(decodeProfile(toPprof(profile, 0)));
    assert.deepEqual(Object.fromEntries(hotFunctions(read).map(({ function: name, class: kind }) => [name, kind])), { 'scramble()': 'wasm', 'handle()': 'wasm', main: 'js', 'js-to-wasm': 'glue', '(garbage collector)': 'gc' });
  });

  it('keeps the lines inside of a function that pprof tells', () => {
    const lines = [{ file: '/src/mix.c', line: 6, share: 0.75, count: 900 }, { file: '/src/mix.c', line: 7, share: 0.25, count: 300 }];
    const counted = { ...profile, frames: profile.frames.map((frame) => (frame.function === 'scramble()' ? { ...frame, lines } : frame)) };
    const read = symbolicateProfile(decodeProfile(toPprof(counted, 0)));
    assert.deepEqual(hotLines(read).filter(({ file }) => file === '/src/mix.c').slice(0, 2).map(({ file, line, selfMs }) => [file, line, Math.round(selfMs * 100) / 100]), [['/src/mix.c', 6, 3.75], ['/src/mix.c', 7, 1.25]]);
    assert.equal(hotFunctions(read)[0]!.line, 4, 'the function begins where it began');
  });

  it('gives Wasm functions that are only named the source of a module that has them all', () => {
    const stacks = 'main;js-to-wasm;handle;scramble 4\nmain;js-to-wasm;handle;tally 2\n';
    const [thread] = decodeProfile(bytesOf(stacks));
    // As @datadog/pprof leaves them: a name and a URL, and no offset.
    const url = 'wasm://wasm/mix.wasm-1';
    const nodes = thread!.slices[0]!.nodes.map((node) => (/^(handle|scramble|tally)$/.test(node.callFrame.functionName) ? { ...node, callFrame: { ...node.callFrame, url, scriptId: url } } : node));
    const threads = [{ ...thread!, slices: [{ ...thread!.slices[0]!, nodes }] }];
    const read = symbolicateProfile(threads, { candidates: [candidate('other', MIX.slice(0, 2)), candidate('mix', MIX)] });
    assert.deepEqual(read.modules.map(({ evidence, module }) => [evidence, module]), [['functions', 'mix']]);
    assert.deepEqual(hotFunctions(read).slice(0, 2).map(({ function: name, file, line }) => [name, file, line]), [['scramble()', '/src/mix.c', 4], ['tally()', '/src/mix.c', 14]]);
  });

  const REFUSED: readonly [string, Uint8Array, RegExp][] = [
    ['nothing', new Uint8Array(), /empty/],
    ['half a document', bytesOf('{"nodes":['), /JSON/],
    ['a document of another kind', bytesOf('{"a":1}'), /no nodes/],
    ['prose', bytesOf('hello there'), /no stack/],
    ['other bytes', Uint8Array.of(0, 1, 2, 3, 250), /pprof/],
    ['a trace without a profile', bytesOf('{"traceEvents":[{"name":"x"}]}'), /no CPU profile/],
  ];
  for (const [name, bytes, reason] of REFUSED) {
    it(`says what ${name} is not`, () => assert.throws(() => decodeProfile(bytes), { name: 'DecodeError', message: reason }));
  }
});
