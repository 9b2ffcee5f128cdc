import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { contentHash, sha256Hex } from '../../../src/wasm/content-hash';

describe('contentHash', () => {
  it('is SHA-256 at every length around the padding', () => {
    for (let length = 0; length < 200; length++) {
      const bytes = Uint8Array.from({ length }, (_, index) => index * 7 + length);
      assert.equal(sha256Hex(bytes), createHash('sha256').update(bytes).digest('hex'), `${length} bytes`);
    }
  });

  it('takes 16 digits, of a given hasher, too', () => {
    assert.equal(contentHash(new Uint8Array()), 'e3b0c44298fc1c14');
    assert.equal(contentHash(new Uint8Array(), () => 'abcdef0123456789ffff'), 'abcdef0123456789');
  });
});
