import assert from 'node:assert/strict';
import fc from 'fast-check';
import { quadFromNumber, quadText, quadToNumber } from '../../../src/values/quad';
import { unsignedOf } from '../../../src/values/storage';

const quad = (exponent: number, fraction: bigint): bigint => (BigInt(exponent) << 112n) | fraction;

describe('values: long double', () => {
  it('holds every double, and gives it back', () => {
    fc.assert(fc.property(fc.double(), (value) => assert.deepEqual(quadToNumber(unsignedOf(quadFromNumber(value))), value)));
  });

  it('is written with digits that mean the same double', () => {
    fc.assert(fc.property(fc.double({ noDefaultInfinity: true, noNaN: true }), (value) => assert.deepEqual(Number(quadText(unsignedOf(quadFromNumber(value)))), value)));
  });

  // 1/10 and 1/3 as C compilers round them; the limits are LDBL_MIN, LDBL_MAX and LDBL_TRUE_MIN of such a platform.
  const cases: [bigint, string][] = [
    [quad(0x3ffb, 0x999999999999999999999999999an), '0.1'],
    [quad(0x3ffd, 0x5555555555555555555555555555n), '0.3333333333333333333333333333333333'],
    [quad(1, 0n), '3.3621031431120935062626778173217526e-4932'],
    [quad(0x7ffe, (1n << 112n) - 1n), '1.189731495357231765085759326628007e+4932'],
    [quad(0, 1n), '6e-4966'],
    [quad(0x3fff, 0n), '1'],
    [quad(0x7fff, 0n), 'inf'],
    [quad(0x7fff, 1n), 'NaN'],
    [(1n << 127n) | quad(0x7fff, 0n), '-inf'],
    [1n << 127n, '-0'],
  ];
  for (const [bits, expected] of cases) {
    it(`writes ${expected}`, () => assert.equal(quadText(bits), expected));
  }
});
