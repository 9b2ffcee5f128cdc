import assert from 'node:assert/strict';
import { gunzipSync } from 'node:zlib';
import { Profile as PprofProfile } from 'pprof-format';
import { symbolicateProfile } from '../../../src/profile/symbolicate-profile';
import { encodeProfile, profileFormat } from '../../../src/toolkit/encode-profile';
import { MIX, candidate, recording } from '../profile/recording';

const profile = symbolicateProfile([{ name: 'main', slices: [recording()] }], { candidates: [candidate('mix', MIX)] });

describe('toolkit: profile files', () => {
  it('chooses the format by name, else by ending', () => {
    assert.deepEqual(
      ['a.cpuprofile', 'a.pb.gz', 'a.speedscope.json', 'a.folded', 'profile', '/tmp/x.y/profile'].map((path) => profileFormat(path, undefined, 'milliseconds')),
      ['cpuprofile', 'pprof', 'speedscope', 'folded', 'cpuprofile', 'cpuprofile'],
    );
    assert.equal(profileFormat('a.folded', 'pprof', 'milliseconds'), 'pprof');
    assert.throws(() => profileFormat('a.xyz', undefined, 'milliseconds'), { name: 'UserError', message: /ending names no profile format; add --format, one of cpuprofile/ });
    assert.throws(() => profileFormat('a', 'xyz', 'milliseconds'), { name: 'UserError' });
  });

  it('writes pprof, gzipped, with functions at their files and lines', () => {
    const label = { name: 'service', startedAtMs: 1_700_000_000_000 };
    const read = PprofProfile.decode(gunzipSync(encodeProfile(profile, 'pprof', label)));
    const text = (index: number | bigint): string => read.stringTable.strings[Number(index)]!;
    const functionOf = (location: number | bigint): string => {
      const { line } = read.location.find(({ id }) => id === location)!;
      const found = read.function.find(({ id }) => id === line[0]!.functionId)!;
      return `${text(found.name)} ${text(found.filename)}:${line[0]!.line}`;
    };
    const hottest = read.sample.reduce((a, b) => (Number(b.value[1]) > Number(a.value[1]) ? b : a));
    assert.deepEqual(hottest.locationId.map(functionOf), ['scramble() /src/mix.c:4', 'handle() /src/mix.c:20', 'js-to-wasm :0', 'main /srv/my app/app.mjs:10']);
    assert.deepEqual(hottest.value.map(Number), [4, 4_000_000]);
    assert.deepEqual(read.sampleType.map(({ type, unit }) => [text(type), text(unit)]), [['samples', 'count'], ['wall', 'nanoseconds']]);
    assert.equal(BigInt(read.timeNanos), 1_700_000_000_000_000_000n);
  });
});
