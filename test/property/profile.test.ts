import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DecodeError } from '../../src/base/decode-error';
import { decodeCpuProfile, type CpuProfile } from '../../src/profile/cpu-profile';
import { toChromeTrace } from '../../src/profile/formats/chrome-trace';
import { toCpuProfile } from '../../src/profile/formats/cpuprofile';
import { toFolded } from '../../src/profile/formats/folded';
import { toPprof } from '../../src/profile/formats/pprof';
import { toSpeedscope } from '../../src/profile/formats/speedscope';
import { classTimes, hotFunctions } from '../../src/profile/hot-spots';
import { sampledMs } from '../../src/profile/profile';
import { readCpuProfile } from '../../src/profile/readers/cpuprofile';
import { decodeProfile } from '../../src/profile/readers/decode-profile';
import { symbolicateProfile } from '../../src/profile/symbolicate-profile';
import { recording } from '../unit/profile/recording';

const total = (times: object): number => (Object.values(times) as number[]).reduce((sum, ms) => sum + ms, 0);

const anyNode = fc.record({
  id: fc.nat(20),
  callFrame: fc.record({ functionName: fc.string(), scriptId: fc.nat(3).map(String), url: fc.constantFrom('', 'wasm://wasm/a-1', 'file:///a%', 'node:fs'), lineNumber: fc.integer({ min: -1, max: 9 }), columnNumber: fc.integer({ min: -1, max: 9 }) }),
  children: fc.array(fc.nat(20), { maxLength: 4 }),
});

describe('profile: any input', () => {
  const readable = (bytes: Uint8Array): void => {
    try {
      symbolicateProfile(decodeProfile(bytes));
    } catch (error) {
      assert.ok(error instanceof DecodeError, String(error));
    }
  };

  it('any bytes give a profile or a DecodeError', () => {
    const text = fc.oneof(fc.string(), fc.json()).map((each) => new TextEncoder().encode(each));
    fc.assert(fc.property(fc.oneof(text, fc.uint8Array()), readable));
  });

  it('every format, damaged anywhere, gives a profile or a DecodeError', () => {
    const profile = symbolicateProfile([{ name: 'main', slices: [recording()] }]);
    const json = (value: object): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
    const files = [json(toCpuProfile(profile)), json(toSpeedscope(profile, 'a', 'b')), json(toChromeTrace(profile, 'a')), toPprof(profile, 0), new TextEncoder().encode(toFolded(profile))];
    fc.assert(
      fc.property(fc.constantFrom(...files), fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 8 }), fc.nat(), (file, changes, cut) => {
        const damaged = file.slice(0, file.length - (cut % file.length));
        for (const [at, byte] of changes) damaged[at % damaged.length] = byte;
        readable(damaged);
      }),
      { numRuns: 500 },
    );
  });

  it('any profile is read from its bytes as from parsed JSON, however it is spaced and whatever stands in it', () => {
    const anyProfile = fc.record(
      { nodes: fc.array(anyNode, { maxLength: 8 }), samples: fc.array(fc.oneof(fc.nat(20), fc.constant(null))), timeDeltas: fc.array(fc.oneof(fc.integer(), fc.double({ noNaN: true }))), startTime: fc.double({ noNaN: true }), title: fc.jsonValue() },
      { requiredKeys: ['nodes'] },
    );
    fc.assert(
      fc.property(anyProfile, fc.constantFrom(0, 1, '\t'), fc.boolean(), (profile, space, isWrapped) => {
        const value: unknown = JSON.parse(JSON.stringify(isWrapped ? { profile } : profile));
        const plain = (of: CpuProfile): unknown => JSON.parse(JSON.stringify({ ...of, samples: [...of.samples!], timeDeltas: [...of.timeDeltas!], nodes: of.nodes.map(({ children = [], positionTicks = [], ...node }) => ({ ...node, children, positionTicks })) }));
        assert.deepEqual(plain(readCpuProfile(new TextEncoder().encode(JSON.stringify(value, null, space)))!), plain(decodeCpuProfile(value)));
      }),
    );
  });

  it('any tree keeps all its time: in the classes, in the functions, and through a file and back', () => {
    fc.assert(
      fc.property(fc.array(anyNode, { minLength: 1, maxLength: 20 }), fc.array(fc.tuple(fc.nat(20), fc.integer({ min: -50, max: 5_000 })), { maxLength: 50 }), (nodes, ticks) => {
        const text = JSON.stringify({ nodes, startTime: 100, endTime: 100 + 5_000 * 50, samples: ticks.map(([id]) => id), timeDeltas: ticks.map(([, delta]) => delta) });
        const profile = symbolicateProfile([{ name: 'main', slices: [decodeCpuProfile(JSON.parse(text))] }]);
        const sampled = sampledMs(profile);
        const times = classTimes(profile);
        assert.ok(Math.abs(total(times) - sampled) < 1e-6);
        const ofFunctions = hotFunctions(profile).reduce((sum, { selfMs }) => sum + selfMs, 0);
        assert.ok(Math.abs(ofFunctions + times.idle + times.program - sampled) < 1e-6);
        const again = symbolicateProfile([{ name: 'main', slices: [decodeCpuProfile(toCpuProfile(profile))] }]);
        assert.equal(again.samples.length, profile.samples.length);
        assert.ok(Math.abs(total(classTimes(again)) - sampled) < 0.002 * (profile.samples.length + 1));
      }),
    );
  });
});
