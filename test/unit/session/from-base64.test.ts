import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { fromBase64 } from '../../../src/session/from-base64';

describe('bytes from base64', () => {
  it('are whole, however they are sliced', async () => {
    for (let size = 0; size < 40; size++) {
      const bytes = randomBytes(size);
      for (const slice of [4, 8, 1 << 20]) assert.deepEqual(Buffer.from(await fromBase64(bytes.toString('base64'), slice)), bytes);
    }
  });

  it('leave room for others between slices', async () => {
    let turns = 0;
    const count = (): void => {
      turns++;
      next = setImmediate(count);
    };
    let next = setImmediate(count);
    await fromBase64(randomBytes(30).toString('base64'), 4);
    clearImmediate(next);
    assert.ok(turns >= 9, `${turns} turns of the loop in ten slices`);
  });
});
