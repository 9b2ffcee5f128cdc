import assert from 'node:assert/strict';
import { Moments } from '../../../../src/agent/allocation/moments';

describe('Moments', () => {
  it('puts births into equal parts by calls and by time', () => {
    let clock = 0;
    const moments = new Moments(() => clock);
    const births: number[] = [];
    for (let call = 0; call < 100; call++) {
      clock += call < 50 ? 1 : 3;
      moments.countCall();
      births.push(moments.current);
    }
    const parts = moments.parts(4);
    assert.deepEqual([births[0]!, births[30]!, births[60]!, births[99]!].map((moment) => parts.byCall(moment)), [0, 1, 2, 3]);
    assert.deepEqual([births[0]!, births[49]!, births[60]!, births[99]!].map((moment) => parts.byTime(moment)), [0, 1, 1, 3]);
  });

  it('goes on where operations come without calls, or neither comes', () => {
    let clock = 0;
    const moments = new Moments(() => clock);
    const births: number[] = [];
    for (let operation = 0; operation < 6_400; operation++) {
      clock++;
      moments.countOperation();
      births.push(moments.current);
    }
    const { byTime } = moments.parts(4);
    assert.deepEqual([births[64]!, births[2_000]!, births[3_300]!, births[6_399]!].map(byTime), [0, 1, 2, 3]);
    const before = moments.current;
    moments.mark();
    assert.equal(moments.current, before + 1);
  });

  it('grows by the logarithm of the calls', () => {
    const moments = new Moments(() => 0);
    for (let call = 0; call < 500_000; call++) {
      moments.countCall();
      moments.countOperation();
    }
    assert.ok(moments.current < 40_000);
  });
});
