import assert from 'node:assert/strict';
import { f32Text, f64Text } from '../../../src/wasm/wat-float';
import { identifier } from '../../../src/wasm/wat-names';

describe('numbers of the text format', () => {
  it('are exact in 32 bits with few digits', () => {
    const cases: readonly (readonly [bits: number, text: string])[] = [
      [0x3dcccccd, '0.1'],
      [0x7f7fffff, '3.4028235e+38'],
      [0x00000001, '1e-45'],
      [0x80000000, '-0'],
      [0xff800000, '-inf'],
      [0x7fc00000, 'nan'],
      [0xffa00000, '-nan:0x200000'],
      [0x4b800001, '16777218'],
    ];
    for (const [bits, text] of cases) assert.equal(f32Text(bits), text);
  });

  it('round-trip in 32 bits', () => {
    for (let bits = 0; bits < 0x7f800000; bits += 9_973_111) assert.equal(new Uint32Array(Float32Array.of(Number(f32Text(bits))).buffer)[0], bits);
  });

  it('are exact in 64 bits', () => {
    assert.equal(f64Text(0x3fb999999999999an), '0.1');
    assert.equal(f64Text(0x7ff8000000000000n), 'nan');
    assert.equal(f64Text(0x7ff8000000000001n), 'nan:0x8000000000001');
    assert.equal(f64Text(0x8000000000000000n), '-0');
  });
});

describe('identifiers of the text format', () => {
  it('keep what is allowed and replace the rest', () => {
    assert.equal(identifier('core::fmt::write'), '$core::fmt::write');
    assert.equal(identifier('operator new(unsigned long)'), '$operator_new_unsigned_long_');
    assert.equal(identifier('Vec<i32, A>'), '$Vec<i32__A>');
    assert.equal(identifier(''), undefined);
    assert.equal(identifier(undefined), undefined);
    assert.equal(identifier('x'.repeat(9_999))?.length, 513);
  });
});
