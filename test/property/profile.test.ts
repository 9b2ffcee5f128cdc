import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DecodeError } from '../../src/base/decode-error';
import { decodeCpuProfile } from '../../src/profile/cpu-profile';
import { toCpuProfile } from '../../src/profile/formats/cpuprofile';
import { classTimes, hotFunctions } from '../../src/profile/hot-spots';
import { symbolicateProfile } from '../../src/profile/symbolicate-profile';

const total = (times: object): number => (Object.values(times) as number[]).reduce((sum, ms) => sum + ms, 0);

const anyNode = fc.record({
  id: fc.nat(20),
  callFrame: fc.record({ functionName: fc.string(), scriptId: fc.nat(3).map(String), url: fc.constantFrom('', 'wasm://wasm/a-1', 'file:///a%', 'node:fs'), lineNumber: fc.integer({ min: -1, max: 9 }), columnNumber: fc.integer({ min: -1, max: 9 }) }),
  children: fc.array(fc.nat(20), { maxLength: 4 }),
});

describe('profile: any input', () => {
  it('any text gives a profile or a DecodeError', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        try {
          symbolicateProfile([{ name: 'main', slices: [decodeCpuProfile(text)] }]);
        } catch (error) {
          assert.ok(error instanceof DecodeError);
        }
      }),
    );
  });

  it('any tree keeps all its time: in the classes, in the functions, and through a file and back', () => {
    fc.assert(
      fc.property(fc.array(anyNode, { minLength: 1, maxLength: 20 }), fc.array(fc.tuple(fc.nat(20), fc.integer({ min: -50, max: 5_000 })), { maxLength: 50 }), (nodes, ticks) => {
        const text = JSON.stringify({ nodes, startTime: 100, endTime: 100 + 5_000 * 50, samples: ticks.map(([id]) => id), timeDeltas: ticks.map(([, delta]) => delta) });
        const profile = symbolicateProfile([{ name: 'main', slices: [decodeCpuProfile(text)] }]);
        const sampled = profile.samples.reduce((sum, { durationMs }) => sum + durationMs, 0);
        const times = classTimes(profile);
        assert.ok(Math.abs(total(times) - sampled) < 1e-6);
        const ofFunctions = hotFunctions(profile).reduce((sum, { selfMs }) => sum + selfMs, 0);
        assert.ok(Math.abs(ofFunctions + times.idle + times.program - sampled) < 1e-6);
        const again = symbolicateProfile([{ name: 'main', slices: [decodeCpuProfile(JSON.stringify(toCpuProfile(profile)))] }]);
        assert.equal(again.samples.length, profile.samples.length);
        assert.ok(Math.abs(total(classTimes(again)) - sampled) < 0.002 * (profile.samples.length + 1));
      }),
    );
  });
});
