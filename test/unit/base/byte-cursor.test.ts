import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ByteCursor } from '../../../src/base/byte-cursor';
import { ByteWriter } from '../../../src/base/byte-writer';
import { DecodeError } from '../../../src/base/decode-error';

const cursor = (...bytes: number[]) => new ByteCursor('test', Uint8Array.from(bytes));
const written = (write: (out: ByteWriter) => void): ByteCursor => {
  const out = new ByteWriter();
  write(out);
  return new ByteCursor('test', out.finish());
};

describe('LEB128', () => {
  it('comes back as it was written', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), (value) => assert.equal(written((out) => out.uleb(value)).uleb32(), value)));
    fc.assert(fc.property(fc.maxSafeNat(), (value) => assert.equal(written((out) => out.uleb(value)).uleb(), value)));
    fc.assert(fc.property(fc.integer(), (value) => assert.equal(written((out) => out.sleb(value)).sleb32(), value)));
    fc.assert(fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (value) => assert.equal(written((out) => out.uleb(value)).uleb64(), value)));
    fc.assert(fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (value) => assert.equal(written((out) => out.sleb(value)).sleb64(), value)));
  });

  it('may be padded, as linkers leave it', () => {
    assert.equal(cursor(0x85, 0x80, 0x80, 0x80, 0x00).uleb32(), 5);
    assert.equal(cursor(0xff, 0xff, 0xff, 0xff, 0x7f).sleb32(), -1);
    assert.equal(cursor(0x85, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00).uleb(), 5);
  });

  it('is refused where it does not fit, at the place where it starts', () => {
    const refused = (read: () => unknown, offset = 1): void => assert.throws(read, (error) => error instanceof DecodeError && error.offset === offset);
    const tooLong = (): ByteCursor => {
      const at = cursor(0, 0xff, 0xff, 0xff, 0xff, 0x1f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff);
      at.offset = 1;
      return at;
    };
    refused(() => tooLong().uleb32());
    const endless = (): ByteCursor => {
      const at = cursor(0, ...Array.from({ length: 30 }, () => 0xff));
      at.offset = 1;
      return at;
    };
    refused(() => endless().sleb32());
    refused(() => endless().uleb64());
    refused(() => endless().sleb64());
    refused(() => cursor(0x80).uleb32());
  });
});

describe('ByteCursor', () => {
  it('never reads past its end, and stays where it was', () => {
    const at = new ByteCursor('test', Uint8Array.of(1, 2, 3, 4, 5, 6), 1, 3);
    assert.throws(() => at.u32(), DecodeError);
    assert.equal(at.offset, 1);
    assert.equal(at.u16(), 0x0302);
    assert.throws(() => at.u8(), (error) => error instanceof DecodeError && error.offset === 3);
    assert.ok(at.done);
  });

  it('counts a sub-cursor from the start of the file', () => {
    const at = cursor(9, 9, 1, 2, 9);
    at.advance(2);
    const inner = at.sub(2, 'inner');
    assert.equal(at.offset, 4);
    inner.u16();
    assert.throws(() => inner.u8(), (error) => error instanceof DecodeError && error.section === 'inner' && error.offset === 4);
  });

  it('keeps a byte order mark in a name, and replaces damaged text', () => {
    assert.equal(written((out) => out.bytes([0xef, 0xbb, 0xbf, 0x61])).text(4), '\ufeffa');
    assert.equal(cursor(0x61, 0xff).text(2), 'a\ufffd');
    assert.equal(cursor(0x61, 0, 0x62).cString(10), 'a');
    assert.throws(() => cursor(0x61, 0x62).cString(10), /string without end/);
  });
});
