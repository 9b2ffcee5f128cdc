import assert from 'node:assert/strict';
import { Function as PprofFunction, Line, Location, Profile as PprofProfile, Sample, StringTable, ValueType } from 'pprof-format';
import { hotFunctions, hotLines } from '../../../src/profile/hot-spots';
import type { Profile } from '../../../src/profile/profile';
import { decodeProfile } from '../../../src/profile/readers/decode-profile';
import { symbolicateProfile } from '../../../src/profile/symbolicate-profile';
import { MIX, candidate } from './recording';

const read = (value: object, modules: Parameters<typeof candidate>[1][] = []): Profile =>
  symbolicateProfile(decodeProfile(new TextEncoder().encode(JSON.stringify(value))), { candidates: modules.map((module) => candidate('mix', module)) });

/** Name, place, class, own and total milliseconds, hottest first. */
const rows = (profile: Profile): unknown[] => hotFunctions(profile).map(({ function: name, file, line, class: kind, selfMs, totalMs }) => [name, file, line, kind, selfMs, totalMs]);

describe('profile: formats that other tools write and we do not', () => {
  it("V8's log as JSON: scripts by their places, Wasm by its names, built-in functions as their callers' time, native code", () => {
    const profile = read(
      {
        code: [
          { name: 'node', type: 'SHARED_LIB' },
          { name: 'ArrayMap', type: 'CODE', kind: 'Builtin' },
          { name: 'GenericJSToWasmWrapper', type: 'CODE', kind: 'Builtin' },
          { name: 'ignored', type: 'JS', kind: 'Opt', func: 0 },
          { name: 'ignored', type: 'JS', kind: 'Opt', func: 1 },
          { name: 'ignored', type: 'JS', kind: 'Opt', func: 2 },
        ],
        functions: [{ name: 'serve file:///srv/my app.mjs:12:7' }, { name: 'scramble' }, { name: ' node:fs:3:1' }],
        ticks: [
          // Innermost first, each with an address.
          { tm: 1_000, vm: 5, s: [4, 1, 2, 1, 0, 1, 3, 1] },
          { tm: 3_000, vm: 5, s: [1, 1, 3, 1] },
          { tm: 4_000, vm: 5, s: [-1, 99, 3, 1] },
          { tm: 5_000, vm: 1, s: [5, 1, 3, 1] },
          { tm: 5_000, vm: 5, s: [5, 1, 3, 1] },
        ],
      },
      [MIX],
    );
    assert.deepEqual(rows(profile), [
      ['scramble()', '/src/mix.c', 4, 'wasm', 2, 2],
      ['serve', '/srv/my app.mjs', 12, 'js', 1, 5],
      ['(anonymous)', 'node:fs', 3, 'js', 1, 1],
      ['GenericJSToWasmWrapper', null, 0, 'glue', 0, 2],
      ['(garbage collector)', null, 0, 'gc', 0, 0],
    ]);
    assert.equal(profile.durationMs, 5, 'the last sample lasts as long as the others on average');
  });

  it('a CPU profile of old, its nodes inside of one another', () => {
    const node = (id: number, functionName: string, lineNumber: number, children: object[] = []): object => ({ id, functionName, url: functionName === '(root)' ? '' : '/app.js', lineNumber, columnNumber: 5, scriptId: '9', hitCount: 0, callUID: id, children });
    const profile = read({ typeId: 'CPU', uid: '1', head: node(1, '(root)', 0, [node(2, 'outer', 3, [node(3, 'inner', 9)]), node(4, 'other', 20)]), startTime: 17, endTime: 18, samples: [3, 2, 3, 4], timestamps: [17e6, 17.25e6, 17.5e6, 18e6] });
    assert.deepEqual(rows(profile), [['inner', '/app.js', 9, 'js', 750, 750], ['outer', '/app.js', 3, 'js', 250, 1000], ['other', '/app.js', 20, 'js', 0, 0]]);
  });

  for (const [where, isShared] of [['of each thread', false], ['shared by all threads', true]] as const) {
    it(`Firefox's and samply's, with tables ${where}`, () => {
      const tables = { stackTable: { frame: [0, 1], prefix: [null, 0], length: 2 }, frameTable: { func: [0, 1], length: 2 }, funcTable: { name: [0, 1], fileName: [2, null], lineNumber: [7, null], length: 2 }, stringArray: ['outer', 'inner', '/lib.rs'] };
      const thread = { name: 'worker', pid: 4, tid: 5, samples: { stack: [1, 0, null, 1], time: [10, 12, 13, 15], length: 4 }, ...(isShared ? {} : tables) };
      const profile = read({ meta: { interval: 0.5, version: 30 }, libs: [], threads: [thread, { name: 'idle', samples: { stack: [], time: [] } }], ...(isShared ? { shared: tables } : {}) });
      assert.deepEqual(rows(profile), [['inner', null, 0, 'js', 2.5, 2.5], ['outer', '/lib.rs', 7, 'wasm', 1, 3.5]]);
      assert.deepEqual(profile.threads.map(({ name }) => name), ['worker (4:5)']);
    });
  }

  it("speedscope's of events", () => {
    const event = (type: string, frame: number, at: number): object => ({ type, frame, at });
    const profile = read({ $schema: 'x', shared: { frames: [{ name: 'outer' }, { name: 'inner' }] }, profiles: [{ type: 'evented', name: 'main', unit: 'milliseconds', startValue: 5, endValue: 15, events: [event('O', 0, 5), event('O', 1, 7), event('C', 1, 10), event('C', 0, 15)] }] });
    assert.deepEqual(rows(profile), [['outer', null, 0, 'js', 7, 10], ['inner', null, 0, 'js', 3, 3]]);
  });

  it("Go's pprof, which tells no function's beginning: one function, its lines inside", () => {
    const strings = new StringTable();
    const text = (value: string): number => strings.dedup(value);
    const nanoseconds = new ValueType({ type: text('cpu'), unit: text('nanoseconds') });
    const at = (id: number, line: number): Location => new Location({ id, line: [new Line({ functionId: 1, line })] });
    const bytes = new PprofProfile({
      sampleType: [nanoseconds],
      sample: [new Sample({ locationId: [1], value: [3e6] }), new Sample({ locationId: [2], value: [1e6] })],
      location: [at(1, 31), at(2, 30)],
      function: [new PprofFunction({ id: 1, name: text('main.spin'), filename: text('/m/main.go') })],
      stringTable: strings,
    }).encode();
    const profile = symbolicateProfile(decodeProfile(bytes));
    assert.deepEqual(rows(profile).map((row) => (row as unknown[]).slice(0, 3)), [['main.spin', '/m/main.go', 30]]);
    assert.deepEqual(hotLines(profile).map(({ line, selfMs }) => [line, selfMs]), [[31, 3], [30, 1]]);
  });

  it('a page that 0x or clinic drew is told from a profile, and a Rust function in angle brackets is no page', () => {
    const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
    assert.throws(() => decodeProfile(bytes('\n<!doctype html>\n<meta charset="utf-8">')), /a page to look at.*v8\.log\.json/);
    assert.equal(symbolicateProfile(decodeProfile(bytes('<Vec<u8> as Write>::write;copy 12'))).samples.length, 1);
  });
});
