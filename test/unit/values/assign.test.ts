import assert from 'node:assert/strict';
import type { TypeInfo, VariantPart } from '../../../src/symbols/type-info';
import { assign } from '../../../src/values/evaluate';
import { MemoryStorage } from '../../../src/values/storage';
import { summaryOf } from '../../../src/values/ask-formatters';
import { Value } from '../../../src/values/value';
import { memoryAddress } from '../../../src/base/offsets';
import { CHAR, DOUBLE, INT, Program, U8, USIZE, arrayOf, base, enumOf, enumWith, field, pointerTo, structOf } from './program';

describe('values: assignment', () => {
  const program = new Program();
  const pair = structOf('Pair', 8, [field('x', INT, 0), field('y', INT, 4)]);
  program.words(64, 1, 2);
  const scope = [program.variable('pair', pair, 64), program.variable('y', INT, 68), program.variable('p', pointerTo(INT), 72)];
  const place = (type: TypeInfo): Value => new Value(type, new MemoryStorage(program.memory, memoryAddress(128)), program);
  const bytesOf = async (type: TypeInfo, expression: string): Promise<number[]> => [...(await assign(place(type), expression, scope, program)).writes[0]!.bytes];

  const cases: [string, TypeInfo, string, number[]][] = [
    ['integers, little endian', INT, '-2', [0xfe, 0xff, 0xff, 0xff]],
    ['what is computed', INT, 'y * 0x80', [0, 1, 0, 0]],
    ['characters', U8, "'A'", [65]],
    ['booleans', base('bool', 1, 'boolean'), 'y == 2', [1]],
    ['floats', base('float', 4, 'float'), '1', [0, 0, 0x80, 0x3f]],
    ['doubles', DOUBLE, '0.5', [0, 0, 0, 0, 0, 0, 0xe0, 0x3f]],
    ['pointers', pointerTo(INT), '&pair.y', [68, 0, 0, 0]],
    ['null', pointerTo(INT), 'null', [0, 0, 0, 0]],
    ['enumerators by name', enumOf('Colour', { RED: 0, GREEN: 5 }), 'Colour::GREEN', [5, 0, 0, 0]],
    ['whole structs', pair, 'pair', [1, 0, 0, 0, 2, 0, 0, 0]],
  ];
  for (const [what, type, expression, expected] of cases) it(`writes ${what}: ${expression}`, async () => assert.deepEqual(await bytesOf(type, expression), expected));

  const refused: [string, TypeInfo, string, RegExp][] = [
    ['what does not fit', U8, '256', /256 does not fit in u8/],
    ['a sign that the type lacks', U8, '-1', /does not fit/],
    ['fractions', INT, '1.5', /no whole number/],
    ['numbers for structs', pair, '1', /unfold it, and set what is in it/],
    ['structs for numbers', INT, 'pair', /is no number/],
    ['two for true', base('bool', 1, 'boolean'), '2', /does not fit in bool/],
  ];
  for (const [what, type, expression, why] of refused) it(`refuses ${what}`, async () => assert.rejects(bytesOf(type, expression), why));

  it('takes whole floats and arrays for integers and pointers', async () => {
    assert.deepEqual(await bytesOf(INT, '2.0'), [2, 0, 0, 0]);
    const numbers = program.variable('numbers', arrayOf(INT, 2), 64);
    assert.deepEqual([...(await assign(place(pointerTo(INT)), 'numbers', [numbers], program)).writes[0]!.bytes], [64, 0, 0, 0]);
  });

  it('points at the character that a refusal is about', () => assert.rejects(bytesOf(U8, ' 200 + 56'), /256 does not fit in (?:u8|unsigned char) \(character \d+ of/));

  describe('of bit-fields', () => {
    const UNSIGNED = base('unsigned int', 4, 'unsigned');
    const flags = structOf('flags', 8, [field('low', UNSIGNED, 0, { offset: 0, size: 3 }), field('middle', INT, 0, { offset: 3, size: 10 }), field('high', UNSIGNED, 0, { offset: 27, size: 8 })]);
    const target = (index: number): Value => new Value(flags, new MemoryStorage(program.memory, memoryAddress(160)), program).member(flags.members[index]!);
    const set = async (index: number, expression: string): Promise<string> => {
      const { writes, written } = await assign(target(index), expression, scope, program);
      const { address, bytes } = writes[0]!;
      new Uint8Array(program.wasmMemory.buffer).set(bytes, address);
      return summaryOf(written);
    };
    beforeEach(() => program.words(160, 0xffff_ffff, 0xffff_ffff));

    it('changes their own bits alone', async () => {
      assert.equal(await set(0, '5'), '5');
      assert.equal(program.view.getUint32(160, true), 0xffff_fffd);
      assert.equal(await set(1, '-300'), '-300');
      assert.equal(program.view.getUint32(160, true), ((0xffff_fffd & ~(0x3ff << 3)) | ((-300 & 0x3ff) << 3)) >>> 0);
      assert.equal(await set(2, '0'), '0');
      assert.deepEqual([program.view.getUint32(160, true) >>> 27, program.view.getUint32(164, true)], [0, 0xffff_fff8]);
    });

    it('refuses what has more bits', async () => {
      await assert.rejects(set(0, '8'), /8 does not fit in unsigned int of 3 bits/);
      await assert.rejects(set(1, '512'), /512 does not fit in int of 10 bits/);
      assert.equal(await set(1, '-512'), '-512');
    });

    it('reads the neighbouring bits anew', async () => {
      const ahead = await new Value(flags, new MemoryStorage(program.memory, memoryAddress(160)), program).readAhead();
      const [low, middle] = [ahead.member(flags.members[0]!), ahead.member(flags.members[1]!)];
      for (const [field, text] of [[low, '1'], [middle, '2']] as const) {
        const { address, bytes } = (await assign(field, text, scope, program)).writes[0]!;
        new Uint8Array(program.wasmMemory.buffer).set(bytes, address);
      }
      assert.equal(program.view.getUint32(160, true) & 0x1fff, 1 | (2 << 3));
    });
  });

  describe('in Rust', () => {
    const context = { memory: program.memory, language: 'rust' as const };
    const inRust = (type: TypeInfo): Value => new Value(type, new MemoryStorage(program.memory, memoryAddress(128)), context);
    const setTo = async (type: TypeInfo, expression: string, more = scope): Promise<number[]> => [...(await assign(inRust(type), expression, more, program, context)).writes[0]!.bytes];
    const letter = base('char', 4, 'utf');

    it('writes what its types hold', async () => {
      assert.deepEqual(await setTo(letter, "'ß'"), [0xdf, 0, 0, 0]);
      assert.deepEqual(await setTo(enumOf('Level', { Low: 1, High: 4 }, 1), 'Level::High'), [4]);
      assert.deepEqual(await setTo(pointerTo(INT, '&i32'), '&pair.y'), [68, 0, 0, 0]);
    });

    it('refuses what it takes for impossible', async () => {
      await assert.rejects(setTo(letter, '0xd800'), /0xd800 is no char/);
      await assert.rejects(setTo(letter, '0x110000'), /is no char/);
      await assert.rejects(setTo(enumOf('Level', { Low: 1, High: 4 }, 1), '2'), /2 is no Level: it is one of Low, High/);
      await assert.rejects(setTo(pointerTo(INT, '&i32'), '0'), /a &i32 is never null/);
    });
  });

  describe('of what stands for something else', () => {
    const U32 = base('u32', 4, 'unsigned');
    const context = { memory: program.memory, language: 'rust' as const };
    const written = async (type: TypeInfo, expression: string): Promise<[number, number[]][]> =>
      (await assign(new Value(type, new MemoryStorage(program.memory, memoryAddress(128)), context), expression, scope, program, context)).writes.map(({ address, bytes }) => [address, [...bytes]]);

    it('sets what a reference of C++ refers to, and nothing where it refers to nothing', async () => {
      const reference = { ...pointerTo(INT, 'int &'), flavour: 'reference' as const };
      program.words(128, 64);
      assert.deepEqual(await written(reference, '5'), [[64, [5, 0, 0, 0]]]);
      program.words(128, 0);
      await assert.rejects(written(reference, '5'), /null pointer/);
    });

    it('sets what is in cells and atomics, and keeps what is never 0', async () => {
      assert.deepEqual(await written(structOf('core::cell::Cell<u32>', 4, [field('value', U32, 0)]), '7'), [[128, [7, 0, 0, 0]]]);
      const nonZero = structOf('core::num::nonzero::NonZero<u32>', 4, [field('__0', U32, 0)]);
      assert.deepEqual(await written(nonZero, '7'), [[128, [7, 0, 0, 0]]]);
      await assert.rejects(written(nonZero, '7 - 7'), /a NonZero<u32> is never 0/);
    });

    const letter = base('char', 4, 'utf');
    const variant = (name: string, value: bigint | null, ...members: ReturnType<typeof field>[]): VariantPart['variants'][number] => ({ name, value, member: field(name, structOf(name, 8, members), 0) });
    const tagged = enumWith('Shape', 8, { discriminant: field('', U8, 0), variants: [variant('Empty', 0n), variant('Letter', 1n, field('__0', letter, 4)), variant('Owned', 2n, field('__0', structOf('alloc::string::String', 4, []), 4))] });
    const niche = enumWith('core::option::Option<char>', 4, { discriminant: field('', U32, 0), variants: [{ name: 'None', value: 0x110000n, member: field('None', structOf('None', 4, []), 0) }, { name: 'Some', value: null, member: field('Some', structOf('Some', 4, [field('__0', letter, 0)]), 0) }] });

    it('writes variants: what they hold, then their discriminant', async () => {
      program.words(128, 2, 0);
      assert.deepEqual(await written(tagged, 'Empty'), [[128, [0]]]);
      assert.deepEqual(await written(tagged, "Shape::Letter('x')"), [[132, [0x78, 0, 0, 0]], [128, [1]]]);
      assert.deepEqual(await written(niche, 'None'), [[128, [0, 0, 0x11, 0]]]);
      assert.deepEqual(await written(niche, "Some('x')"), [[128, [0x78, 0, 0, 0]]]);
    });

    it('refuses variants that hold something else', async () => {
      program.words(128, 0, 0);
      await assert.rejects(written(tagged, 'Letter'), /Letter holds one value/);
      await assert.rejects(written(tagged, 'Empty(1)'), /Empty holds nothing/);
      await assert.rejects(written(tagged, 'Owned("x")'), /takes more than a number: only the program can make one/);
      await assert.rejects(written(niche, 'Some(0x110000)'), /is no char/);
      await assert.rejects(written(tagged, 'Missing'), /no variable `Missing`/);
    });
  });

  it('writes text where the old one stands, with its NUL, and no more than fits', async () => {
    const write = async (type: TypeInfo, expression: string): Promise<number[]> => bytesOf(type, expression);
    assert.deepEqual(await write(arrayOf(CHAR, 4), '"ab"'), [0x61, 0x62, 0]);
    assert.deepEqual(await write(arrayOf(CHAR, 4), '"é"'), [0xc3, 0xa9, 0]);
    assert.deepEqual(await write(arrayOf(base('char16_t', 2, 'utf'), 3), '"é!"'), [0xe9, 0, 0x21, 0, 0, 0]);
    assert.deepEqual(await write(arrayOf(base('char32_t', 4, 'utf'), 2), '"😀"'), [0, 0xf6, 1, 0, 0, 0, 0, 0]);
    await assert.rejects(write(arrayOf(CHAR, 4), '"four"'), /room for 3 bytes of text, and this has 4/);
    await assert.rejects(write(arrayOf(U8, 4), '"ab"'), /can only be set to another/);
  });

  it('copies no memory that a value owns', async () => {
    const string = structOf('alloc::string::String', 12, [field('vec', structOf('alloc::vec::Vec<u8>', 12, [field('ptr', pointerTo(U8, '*mut u8'), 0), field('len', USIZE, 4)]), 0)]);
    const person = structOf('Person', 16, [field('age', INT, 0), field('name', string, 4)]);
    const word = structOf('&str', 8, [field('data_ptr', pointerTo(U8, '*const u8'), 0), field('length', USIZE, 4)]);
    const node = structOf('node', 8, [field('next', pointerTo(CHAR), 0), field('value', INT, 4)]);
    const more = [program.variable('person', person, 64), program.variable('word', word, 64), program.variable('node', node, 64)];
    await assert.rejects(assign(place(person), 'person', more, program), /a Person is not copied: both would own the same memory/);
    assert.equal((await assign(place(word), 'word', more, program)).writes[0]!.bytes.length, 8);
    assert.equal((await assign(place(node), 'node', more, program)).writes[0]!.bytes.length, 8);
  });
});
