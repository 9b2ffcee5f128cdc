import assert from 'node:assert/strict';
import { BlockIndex } from '../../../../src/agent/allocation/block-index';
import { owningSites } from '../../../../src/agent/allocation/owning-sites';

describe('owningSites', () => {
  const memory = new ArrayBuffer(16_384);
  const words = new Uint32Array(memory);
  const OWNER = 0;
  const PART = 1;
  const OTHER = 2;
  /** Ten blocks of each site, `n` of site `site` at an address of its own. */
  const addressOf = (site: number, n: number): number => 1_024 + (site * 10 + n) * 64;
  const blocks = [OWNER, PART, OTHER].flatMap((site) => Array.from({ length: 10 }, (_, n) => ({ site, address: addressOf(site, n), sizeBytes: 32 })));
  const point = (from: number, to: number, howMany = 10): void => {
    for (let n = 0; n < howMany; n++) words[addressOf(from, n) / 4 + to] = addressOf(to, n);
  };
  const owners = (): [number, number][] => [...owningSites(new BlockIndex(memory, blocks))];

  beforeEach(() => void words.fill(0));

  it('are those whose blocks point to nearly all of another site\'s', () => {
    point(OWNER, PART, 9);
    assert.deepEqual(owners(), [[PART, OWNER]]);
  });

  it('own through a part, too', () => {
    point(OWNER, PART);
    point(PART, OTHER);
    assert.deepEqual(owners(), [[PART, OWNER], [OTHER, PART]]);
  });

  it('are not told of parts that only some of them point to, or of links within a site', () => {
    point(OWNER, PART, 5);
    point(OTHER, OTHER);
    assert.deepEqual(owners(), []);
  });

  it('never own each other', () => {
    point(OWNER, PART);
    point(PART, OWNER);
    assert.equal(owners().length, 1);
  });
});
