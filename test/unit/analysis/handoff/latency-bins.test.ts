import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { LatencyBins } from '../../../../src/analysis/handoff/latency-bins';

describe('latencies in bins', () => {
  it('counts by half a doubling, without gaps', () => {
    const bins = new LatencyBins();
    for (const ms of [1, 1.1, 1.9, 4.2]) bins.add(ms);
    assert.deepEqual(bins.histogram(), [[1, 1.414, 2], [1.414, 2, 1], [2, 2.828, 0], [2.828, 4, 0], [4, 5.657, 1]]);
  });

  it('a payload whose other end is seen later counts once, with its whole way', () => {
    const bins = new LatencyBins();
    bins.add(1);
    bins.move(1, 9);
    assert.deepEqual(bins.histogram(), [[8, 11.314, 1]]);
  });

  it('takes anything that a clock may say, and stays bounded', () => {
    const bins = new LatencyBins();
    for (const ms of [0, -1, 1e-9, 1e12]) bins.add(ms);
    const histogram = bins.histogram();
    assert.ok(histogram.length < 64);
    assert.equal(histogram[0]![0], 0);
    assert.equal(histogram.reduce((sum, [, , count]) => sum + count, 0), 4);
    assert.deepEqual(new LatencyBins().histogram(), []);
  });

  it('a copy goes on by itself, and bins can be added up', () => {
    const one = new LatencyBins();
    one.add(1);
    const copy = one.copy();
    copy.add(1);
    one.addAll(copy);
    assert.deepEqual([one.histogram(), copy.histogram()], [[[1, 1.414, 3]], [[1, 1.414, 2]]]);
  });
});
