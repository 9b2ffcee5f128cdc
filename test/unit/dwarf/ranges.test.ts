import assert from 'node:assert/strict';
import { DecodeError } from '../../../src/base/decode-error';
import { At, Form } from '../../../src/dwarf/constants';
import type { Block, Die } from '../../../src/dwarf/die';
import { locationAt } from '../../../src/dwarf/location-list';
import { rangesOf } from '../../../src/dwarf/range-list';
import type { Attribute } from './build-dwarf';
import { buildDwarf, bytesOf, uleb } from './build-dwarf';

const u32 = (value: number): number[] => bytesOf(value, 4);
const u64 = (value: number | bigint): number[] => bytesOf(value, 8);
const pairs = (die: Die): number[][] => rangesOf(die).map(({ start, end }) => [start, end]);
const lowPc: Attribute = [At.low_pc, Form.addr, u32(0x1000)];
const FORMAT_4 = { version: 4, addressSize: 4, offsetSize: 4 };
const FORMAT_5 = { version: 5, addressSize: 4, offsetSize: 4 };
/** .debug_addr: a header, then 0x100, 0x200, a tombstone, 0x210. */
const ADDRESSES = [...u32(20), 5, 0, 4, 0, ...[0x100, 0x200, 0xffffffff, 0x210].flatMap(u32)];

describe('the code of an entry', () => {
  it('is between low_pc and high_pc, which counts from low_pc unless it is an address', () => {
    const constant = buildDwarf(FORMAT_4, [lowPc], [[At.low_pc, Form.addr, u32(0x10)], [At.high_pc, Form.data4, u32(0x20)]], {});
    assert.deepEqual(pairs(constant.child), [[0x10, 0x30]]);
    const address = buildDwarf(FORMAT_4, [lowPc], [[At.low_pc, Form.addr, u32(0x10)], [At.high_pc, Form.addr, u32(0x20)]], {});
    assert.deepEqual(pairs(address.child), [[0x10, 0x20]]);
    const indexed = buildDwarf(FORMAT_5, [lowPc], [[At.low_pc, Form.addrx, [1]], [At.high_pc, Form.udata, [8]]], { addr: ADDRESSES });
    assert.deepEqual(pairs(indexed.child), [[0x200, 0x208]]);
  });

  it('is nothing where a linker left a tombstone', () => {
    for (const start of [0, 0xffffffff, 0xfffffffe]) {
      assert.deepEqual(pairs(buildDwarf(FORMAT_4, [], [[At.low_pc, Form.addr, u32(start)], [At.high_pc, Form.data1, [1]]], {}).child), []);
    }
    assert.deepEqual(pairs(buildDwarf(FORMAT_5, [], [[At.low_pc, Form.addrx, [2]], [At.high_pc, Form.data1, [1]]], { addr: ADDRESSES }).child), []);
  });

  it('is a list of DWARF 4, whose pairs count from a base', () => {
    const ranges = [[0x10, 0x20], [0xffffffff, 0x5000], [1, 4], [6, 6], [0, 0], [8, 9]].flat().flatMap(u32);
    const { child } = buildDwarf(FORMAT_4, [lowPc], [[At.ranges, Form.sec_offset, u32(0)]], { ranges });
    assert.deepEqual(pairs(child), [[0x1010, 0x1020], [0x5001, 0x5004]]);
  });

  it('is a list of DWARF 5, in all kinds of entries', () => {
    const rnglists = [
      [4, ...uleb(0x10), ...uleb(0x20)], [1, 0], [4, 1, 2], [2, 0, 1], [3, 1, ...uleb(0x300)], [3, 2, 1],
      [5, ...u32(0x7000)], [4, 0, 8], [6, ...u32(0x8000), ...u32(0x8001)], [7, ...u32(0x9000), ...uleb(0x80)], [0],
    ].flat();
    const { child } = buildDwarf(FORMAT_5, [lowPc], [[At.ranges, Form.sec_offset, u32(0)]], { rnglists, addr: ADDRESSES });
    assert.deepEqual(pairs(child), [[0x1010, 0x1020], [0x101, 0x102], [0x100, 0x200], [0x200, 0x500], [0x7000, 0x7008], [0x8000, 0x8001], [0x9000, 0x9080]]);
  });

  it('is a list by its index, in 32-bit and in 64-bit DWARF', () => {
    for (const offsetSize of [4, 8]) {
      const table = [...bytesOf(offsetSize * 2, offsetSize), ...bytesOf(offsetSize * 2 + 3, offsetSize)];
      const header = new Array<number>(offsetSize === 8 ? 20 : 12).fill(0);
      const rnglists = [...header, ...table, 4, 1, 2, 4, 3, 9, 0];
      const { child } = buildDwarf({ ...FORMAT_5, offsetSize }, [lowPc], [[At.ranges, Form.rnglistx, [1]]], { rnglists });
      assert.deepEqual(pairs(child), [[0x1003, 0x1009]]);
    }
  });

  it('of 64-bit addresses', () => {
    const ranges = [0x10n, 0x20n, 0xffffffffffffffffn, 0x5000n, 1n, 2n, 0n, 0n].flatMap(u64);
    const { child } = buildDwarf({ ...FORMAT_4, addressSize: 8 }, [[At.low_pc, Form.addr, u64(0x100)]], [[At.ranges, Form.sec_offset, u32(0)]], { ranges });
    assert.deepEqual(pairs(child), [[0x110, 0x120], [0x5001, 0x5002]]);
  });

  it('a list that does not end, or of an unknown kind, is an error', () => {
    const list = (rnglists: number[]): Die => buildDwarf(FORMAT_5, [], [[At.ranges, Form.sec_offset, u32(0)]], { rnglists }).child;
    assert.throws(() => rangesOf(list([4, 1, 2])), DecodeError);
    assert.throws(() => rangesOf(list([9])), /unknown range list entry 9/);
  });
});

/** The first byte of the expression that holds at an address; null in a gap. */
function locationByte(die: Die, address: number): number | null {
  const block: Block | null | undefined = locationAt(die, At.location, address);
  return block ? block.bytes[block.start]! : null;
}

describe('the location that holds at an address', () => {
  const listed: Attribute = [At.location, Form.sec_offset, u32(0)];

  it('is the only one', () => {
    const { child } = buildDwarf(FORMAT_5, [], [[At.location, Form.exprloc, [1, 0x77]]], {});
    assert.equal(locationByte(child, 5), 0x77);
    assert.equal(locationAt(child, At.frame_base, 5), undefined);
  });

  it('of a list of DWARF 4', () => {
    const entry = (start: number, end: number, byte: number): number[] => [...u32(start), ...u32(end), 1, 0, byte];
    const loc = [...entry(0, 4, 0xa1), ...entry(8, 12, 0xa2), ...u32(0xffffffff), ...u32(0x2000), ...entry(0, 4, 0xa3), ...u32(0), ...u32(0)];
    const { child } = buildDwarf(FORMAT_4, [lowPc], [listed], { loc });
    assert.deepEqual([0x1000, 0x1003, 0x1004, 0x1008, 0x2000, 0x2004].map((address) => locationByte(child, address)), [0xa1, 0xa1, null, 0xa2, 0xa3, null]);
  });

  it('of a list of DWARF 5, in all kinds of entries', () => {
    const loclists = [
      [4, 0, 4, 1, 0xa1], [1, 0], [4, 0, 4, 1, 0xa2], [2, 1, 3, 1, 0xa3], [3, 3, 4, 1, 0xa4], [6, ...u32(0x3000)], [4, 0, 4, 1, 0xa5],
      [7, ...u32(0x4000), ...u32(0x4004), 1, 0xa6], [8, ...u32(0x5000), 4, 1, 0xa7], [5, 1, 0xdf], [0],
    ].flat();
    const { child } = buildDwarf(FORMAT_5, [lowPc], [listed], { loclists, addr: ADDRESSES });
    assert.deepEqual([0x1000, 0x100, 0x20f, 0x213, 0x3003, 0x4000, 0x5003, 0x9999].map((address) => locationByte(child, address)), [0xa1, 0xa2, 0xa3, 0xa4, 0xa5, 0xa6, 0xa7, 0xdf]);
  });

  it('of a list of a split unit of DWARF 4', () => {
    const loc = [[1, 0], [3, 0, ...u32(4), 1, 0, 0xa1], [2, 1, 2, 1, 0, 0xa2], [0]].flat();
    const addr = [0x100, 0x200, 0x210].flatMap(u32);
    const { child } = buildDwarf(FORMAT_4, [], [listed], { loc, addr }, true);
    assert.deepEqual([0x100, 0x104, 0x200, 0x210].map((address) => locationByte(child, address)), [0xa1, null, 0xa2, null]);
  });
});
