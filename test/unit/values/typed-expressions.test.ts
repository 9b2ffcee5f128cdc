import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { SourceLanguage } from '../../../src/symbols/module-symbols';
import type { TypeInfo } from '../../../src/symbols/type-info';
import { evaluate } from '../../../src/values/evaluate';
import { CHAR, DOUBLE, INT, Program, U8, USIZE, arrayOf, base, enumOf, field, pointerTo, structOf } from './program';

const UNSIGNED = base('unsigned int', 4, 'unsigned');
const SHORT = base('short', 2, 'signed');
const BYTE = base('unsigned char', 1, 'unsigned-char');
const LONG_LONG = base('long long', 8, 'signed');
const FLOAT = base('float', 4, 'float');
const I32 = base('i32', 4, 'signed');
const I64 = base('i64', 8, 'signed');
const BOOL = base('bool', 1, 'boolean');

const program = new Program();
const view = program.view;
view.setInt32(64, -7, true);
view.setUint32(68, 3, true);
view.setInt16(72, -2, true);
view.setUint8(74, 200);
view.setBigInt64(80, -1n, true);
view.setFloat32(88, 0.1, true);
view.setFloat64(96, 0.1, true);
view.setUint8(104, 0b1101);
program.words(112, 10, 20, 30);
program.text(128, 'text');
program.words(144, 128, 4);
program.words(160, 64, 112);
view.setInt32(176, 2, true);

const text = structOf('&str', 8, [field('data_ptr', pointerTo(U8), 0), field('length', USIZE, 4)]);
const slice = structOf('&[i32]', 8, [field('data_ptr', pointerTo(I32), 0), field('length', USIZE, 4)]);
program.words(152, 112, 3);
const owner = structOf('Owner', 8, [field('minus', pointerTo(INT), 0), field('cells', pointerTo(INT), 4)]);
program.words(184, 160);

const scope = [
  program.variable('total', INT, 176),
  program.variable('this', pointerTo(owner), 184),
  ...Object.entries<[TypeInfo, number]>({
    i: [INT, 64], u: [UNSIGNED, 68], s: [SHORT, 72], b: [BYTE, 74], ll: [LONG_LONG, 80], f: [FLOAT, 88], d: [DOUBLE, 96], array: [arrayOf(INT, 3), 112],
    first: [structOf('bits', 4, [field('low', UNSIGNED, 0, { offset: 0, size: 3 })]), 104], colour: [enumOf('Colour', { RED: 0, BLUE: 3 }), 68], letters: [arrayOf(CHAR, 5), 128],
    byte: [U8, 74], n: [I32, 64], wide: [I64, 80], yes: [BOOL, 200], len: [USIZE, 68], word: [text, 144], numbers: [slice, 152],
  }).map(([name, [type, address]]) => program.variable(name, type, address)),
];

async function answer(expression: string, language: SourceLanguage | undefined): Promise<string> {
  const { summary, type } = await evaluate(expression, scope, program, { memory: program.memory, language });
  return `${summary} (${type})`;
}

describe('values: what expressions compute', () => {
  const asC: [string, string][] = [
    ['i + u', '4294967292 (unsigned int)'],
    ['i < u', 'false (bool)'],
    ['-1 < 1u', 'false (bool)'],
    ['u - 4', '4294967295 (unsigned int)'],
    ['b + 100', '300 (int)'],
    ['b << 1', '400 (int)'],
    ['s * b', '-400 (int)'],
    ['~b', '-201 (int)'],
    ['-u', '4294967293 (unsigned int)'],
    ['0xffffffff + 1', '0 (unsigned int)'],
    ['2147483647 + 1', '-2147483648 (int)'],
    ['4294967295 + 1', '4294967296 (long long)'],
    ['1 << 31', '-2147483648 (int)'],
    ['017', '15 (int)'],
    ["1'000 + 0x10", '1016 (int)'],
    ['.5 + 1.f', '1.5 (double)'],
    ['array[.5 < 1]', '20 (int)'],
    ["L'a' + u8'a'", '194 (int)'],
    ['(uintptr_t)&array[1]', '116 (uintptr_t)'],
    ['letters == L"text"', 'true (bool)'],
    ['1ull << 63', '9223372036854775808 (unsigned long long)'],
    ['ll + u', '2 (long long)'],
    ['(unsigned long long)ll >> 60', '15 (unsigned long long)'],
    ['i / 2', '-3 (int)'],
    ['i % 4', '-3 (int)'],
    ['i >> 1', '-4 (int)'],
    ['f * 3', '0.3 (float)'],
    ['f == 0.1', 'false (bool)'],
    ['d == 0.1', 'true (bool)'],
    ['first.low - 6', '-1 (int)'],
    ['colour + 1', '4 (unsigned int)'],
    ['*array', '10 (int)'],
    ['array[1] + *(array + 2)', '50 (int)'],
    ['*(2 + array)', '30 (int)'],
    ['&array[2] - &array[0]', '2 (int)'],
    ['array + 1 > array', 'true (bool)'],
    ['letters < "texu" && letters >= "tex"', 'true (bool)'],
    ['sizeof array', '12 (unsigned long)'],
    ['::total', '2 (int)'],
    ['minus', '0x40 → -7 (int *)'],
    ['*minus + cells[1]', '13 (int)'],
  ];
  for (const [expression, expected] of asC) {
    it(`of C, ${expression} is ${expected}`, async () => assert.equal(await answer(expression, 'c'), expected));
  }

  const asRust: [string, string][] = [
    ['byte + 1', '201 (u8)'],
    ['byte + 100', '300 (i64)'],
    ['len - 4', '-1 (i64)'],
    ['n < 3', 'true (bool)'],
    ['1 + 2', '3 (i32)'],
    ['byte << 1', '144 (u8)'],
    ['!byte', '55 (u8)'],
    ['!yes', 'true (bool)'],
    ['n as u8', '249 (u8)'],
    ['byte as i64 * wide', '-200 (i64)'],
    ['2.5 * 2.0', '5 (f64)'],
    ["'x'", "'x' (char)"],
    ['1u8', '1 (u8)'],
    ['word.len()', '4 (usize)'],
    ['word.is_empty()', 'false (bool)'],
    ['word[1]', '101 (u8)'],
    ['word[1..3]', '"ex" (&str)'],
    ['numbers.len() + 1', '4 (usize)'],
    ['numbers[1..3]', '[20, 30] ([i32; 2])'],
    ['word > "tea"', 'true (bool)'],
    ['017', '17 (i32)'],
    ["b'a'", '97 (u8)'],
    ['word == b"text"', 'true (bool)'],
    ['u8::MAX', '255 (u8)'],
    ['i128::MIN', '-170141183460469231731687303715884105728 (i128)'],
    ['u64::BITS', '64 (u32)'],
    ['&n', '0x40 → -7 (*const i32)'],
  ];
  for (const [expression, expected] of asRust) {
    it(`of Rust, ${expression} is ${expected}`, async () => assert.equal(await answer(expression, 'rust'), expected));
  }

  const operators: Readonly<Record<string, (left: bigint, right: bigint) => bigint>> = { '+': (a, b) => a + b, '-': (a, b) => a - b, '*': (a, b) => a * b, '&': (a, b) => a & b, '|': (a, b) => a | b, '^': (a, b) => a ^ b };

  it('wraps around in C as 32 and 64 bits do, whatever is computed', async () => {
    const widths = [['int', 32, true], ['unsigned', 32, false], ['long long', 64, true], ['unsigned long long', 64, false]] as const;
    const operand = fc.tuple(fc.bigInt({ min: -(1n << 66n), max: 1n << 66n }), fc.constantFrom(...widths));
    await fc.assert(
      fc.asyncProperty(operand, operand, fc.constantFrom(...Object.keys(operators)), async ([left, one], [right, two], operator) => {
        const inType = (value: bigint, [, bits, signed]: (typeof widths)[number]): bigint => (signed ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value));
        const common = one[1] !== two[1] ? (one[1] > two[1] ? one : two) : one[2] ? two : one;
        const expected = inType(operators[operator]!(inType(inType(left, one), common), inType(inType(right, two), common)), common);
        const shown = await evaluate(`(${one[0]})${left} ${operator} (${two[0]})${right}`, [], program, { memory: program.memory, language: 'c' });
        assert.equal(shown.summary, String(expected));
      }),
      { numRuns: 200 },
    );
  });

  it('evaluates each side of a chain once', async () => {
    const before = program.reads;
    await answer(Array.from({ length: 60 }, () => 'u').join(' + '), 'c');
    assert.ok(program.reads - before < 600, `${program.reads - before} reads`);
  });
});
