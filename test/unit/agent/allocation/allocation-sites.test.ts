import assert from 'node:assert/strict';
import { AllocationSites } from '../../../../src/agent/allocation/allocation-sites';

describe('AllocationSites', () => {
  /** A clock that stands still: stacks are always affordable. */
  const sitesOf = (capture: () => number, now = (): number => 0) => new AllocationSites(capture, now, 1_000);

  it('believes a path that always led to one site', () => {
    let captures = 0;
    const sites = sitesOf(() => (captures++, 7));
    for (let n = 0; n < 1_000; n++) assert.equal(sites.siteOf(0, 65_536, 32, false), 0);
    assert.ok(captures < 40, `${captures} stacks taken`);
    assert.equal(sites.sites[0]!.stack, 7);
  });

  it('takes every stack of a path that two sites share', () => {
    let turn = 0;
    const sites = sitesOf(() => 1 + (turn % 2));
    const found: number[] = [];
    for (turn = 0; turn < 200; turn++) found.push(sites.siteOf(0, 65_536, 32, false));
    assert.deepEqual(found, Array.from({ length: 200 }, (_, n) => n % 2));
    assert.ok(sites.sites.every(({ estimated }) => !estimated));
  });

  it('takes the stack of each call from JavaScript', () => {
    let captures = 0;
    const sites = sitesOf(() => ++captures);
    for (let n = 0; n < 50; n++) sites.siteOf(0, 65_536, 32, true);
    assert.equal(captures, 50);
  });

  it('says so where time for stacks ran out', () => {
    let clock = 0;
    let turn = 0;
    const sites = sitesOf(() => ((clock += 1_000), 1 + (turn % 2)), () => clock);
    for (turn = 0; turn < 100; turn++) sites.siteOf(0, 65_536, 32, false);
    assert.ok(sites.sites.some(({ estimated }) => estimated));
  });
});
