import assert from 'node:assert/strict';
import type { TypeInfo } from '../../../src/symbols/type-info';
import { evaluate } from '../../../src/values/evaluate';
import { displayVariable } from '../../../src/values/value-node';
import { Program, U8, USIZE, arrayOf, base, enumOf, enumWith, field, pointerTo, structOf } from './program';

const U16 = base('u16', 2, 'unsigned');
const U32 = base('u32', 4, 'unsigned');
const raw = (target: TypeInfo): TypeInfo => pointerTo(target, `*mut ${target.name}`);
const vec = (element: TypeInfo): TypeInfo => structOf(`alloc::vec::Vec<${element.name}>`, 12, [field('buf', structOf('alloc::raw_vec::RawVec', 8, [field('ptr', raw(element), 0), field('cap', USIZE, 4)]), 0), field('len', USIZE, 8)]);
const uninit = (held: TypeInfo): TypeInfo => structOf(`core::mem::maybe_uninit::MaybeUninit<${held.name}>`, held.sizeBytes!, [field('value', held, 0)], { flavour: 'union' });

describe('values of widely used Rust crates', () => {
  const program = new Program();
  const shown = async (type: TypeInfo): Promise<string> => (await displayVariable(program.variable('x', type, 64), program)).summary;
  const asked = async (type: TypeInfo, expression: string): Promise<string> => (await evaluate(expression, [program.variable('x', type, 64)], program)).summary;

  const inline = structOf('smallvec::SmallVecData::Inline', 12, [field('__0', uninit(arrayOf(U16, 4)), 4)]);
  const heap = structOf('smallvec::SmallVecData::Heap', 12, [field('__0', structOf('(*mut u16, usize)', 8, [field('__0', raw(U16), 0), field('__1', USIZE, 4)]), 4)]);
  const data = enumWith('smallvec::SmallVecData<[u16; 4]>', 12, { discriminant: field('', U32, 0), variants: [{ name: 'Inline', value: 0n, member: field('Inline', inline, 0) }, { name: 'Heap', value: 1n, member: field('Heap', heap, 0) }] });
  const small = structOf('smallvec::SmallVec<[u16; 4]>', 16, [field('capacity', USIZE, 0), field('data', data, 4)]);

  it('SmallVec: in itself, and in the heap', async () => {
    program.words(64, 3, 0, 0x0002_0001, 0x0004_0003);
    assert.equal(await shown(small), '[1, 2, 3]');
    program.words(64, 8, 1, 256, 5);
    program.words(256, 0x0002_0001, 0x0004_0003, 5);
    assert.equal(await shown(small), '[1, 2, 3, 4, 5]');
    assert.deepEqual([await asked(small, 'x[4]'), await asked(small, 'x.len()')], ['5', '5']);
  });

  it('ArrayVec and ArrayString: as much of the array as is in use', async () => {
    program.words(64, 7, 8, 9, 2);
    assert.equal(await shown(structOf('arrayvec::arrayvec::ArrayVec<u32, 3>', 16, [field('xs', arrayOf(uninit(U32), 3), 0), field('len', U32, 12)])), '[7, 8]');
    program.words(76, 0xffff_ffff);
    assert.match(await shown(structOf('arrayvec::arrayvec::ArrayVec<u32, 3>', 16, [field('xs', arrayOf(uninit(U32), 3), 0), field('len', U32, 12)])), /unreadable: a length beyond its array/, 'not yet made');
    program.text(64, 'array');
    program.words(72, 5);
    const text = structOf('arrayvec::array_string::ArrayString<8>', 12, [field('xs', arrayOf(uninit(U8), 8), 0), field('len', U32, 8)]);
    assert.deepEqual([await shown(text), await asked(text, 'x == "array"')], ['"array"', 'true']);
  });

  it('IndexMap: in the order of insertion, by key', async () => {
    const bucket = structOf('indexmap::Bucket<u32, u32>', 12, [field('hash', U32, 0), field('key', U32, 4), field('value', U32, 8)]);
    const map = structOf('indexmap::map::IndexMap<u32, u32>', 12, [field('core', structOf('indexmap::map::core::IndexMapCore<u32, u32>', 12, [field('entries', vec(bucket), 0)]), 0)]);
    program.words(64, 256, 4, 2);
    program.words(256, 1, 26, 260, 2, 1, 10);
    assert.deepEqual([await shown(map), await asked(map, 'x[1]')], ['{26: 260, 1: 10}', '10']);
    assert.equal(await shown(structOf('indexmap::set::IndexSet<u32>', 12, [field('map', map, 0)])), '[26, 1]');
  });

  it('Bytes: as Rust prints them', async () => {
    const buffer = structOf('bytes::bytes::Bytes', 16, [field('ptr', raw(U8), 0), field('len', USIZE, 4), field('data', USIZE, 8), field('vtable', USIZE, 12)]);
    program.words(64, 256, 6, 0, 0);
    new Uint8Array(program.wasmMemory.buffer).set([0x61, 0x22, 0x5c, 0, 0xff, 0x7a], 256);
    assert.deepEqual([await shown(buffer), await asked(buffer, 'x[4]')], ['b"a\\"\\\\\\x00\\xffz"', '255']);
    program.words(64, 0, 0, 0, 0);
    assert.equal(await shown(buffer), 'b""');
  });

  it('BigInt: as a number, with its sign', async () => {
    const big = structOf('num_bigint::bigint::BigInt', 16, [field('sign', enumOf('num_bigint::bigint::Sign', { Minus: 0, NoSign: 1, Plus: 2 }), 0), field('data', structOf('num_bigint::biguint::BigUint', 12, [field('data', vec(U32), 0)]), 4)]);
    program.words(64, 0, 256, 4, 3);
    program.words(256, 1, 2, 3);
    assert.equal(await shown(big), String(-(1n + (2n << 32n) + (3n << 64n))));
    program.words(64, 1, 256, 4, 0);
    assert.equal(await shown(big), '0');
    program.words(64, 2, 256, 1 << 20, 1 << 20);
    assert.equal(await shown(big), 'a number of 1048576 digits');
  });

  it('Uuid: in its groups', async () => {
    program.words(64, 0x78563412, 0xefcdab90, 0x78563412, 0xefcdab90);
    assert.equal(await shown(structOf('uuid::Uuid', 16, [field('__0', arrayOf(U8, 16), 0)])), '12345678-90ab-cdef-1234-567890abcdef');
  });

  it('a OnceCell of once_cell, set and not', async () => {
    const some = structOf('Some', 8, [field('__0', U32, 4)]);
    const option = enumWith('core::option::Option<u32>', 8, { discriminant: field('', U32, 0), variants: [{ name: 'None', value: 0n, member: field('None', structOf('None', 8, []), 0) }, { name: 'Some', value: 1n, member: field('Some', some, 0) }] });
    const cell = structOf('once_cell::unsync::OnceCell<u32>', 8, [field('inner', structOf('core::cell::UnsafeCell<Option<u32>>', 8, [field('value', option, 0)]), 0)]);
    program.words(64, 1, 9);
    assert.deepEqual([await shown(cell), await asked(cell, 'x + 1')], ['9', '10']);
    program.words(64, 0, 9);
    assert.equal(await shown(cell), '<not initialised yet>');
  });

  it('a type of the same name and another layout by its members', async () => {
    program.words(64, 3);
    assert.equal(await shown(structOf('smallvec::SmallVec<u8>', 4, [field('other', U32, 0)])), '{other: 3}');
    assert.equal(await shown(structOf('shop::uuid::Uuid', 4, [field('id', U32, 0)])), '{id: 3}');
  });
});
