import assert from 'node:assert/strict';
import type { Variable } from '../../../src/symbols/variable';
import { evaluate, isFulfilled } from '../../../src/values/evaluate';
import { ExpressionError } from '../../../src/values/expression-error';
import { CHAR, DOUBLE, INT, Program, U8, USIZE, arrayOf, enumOf, enumWith, field, pointerTo, structOf, variableAt } from './program';

/** struct item { int count; struct inner { int cells[4]; } *inner; } over a memory where they point to each other. */
function setUp(): { program: Program; scope: Variable[] } {
  const program = new Program();
  const inner = structOf('inner', 16, [field('cells', arrayOf(INT, 4), 0)]);
  const item = structOf('item', 8, [field('count', INT, 0), field('inner', pointerTo(inner), 4)]);
  const some = structOf('Some', 8, [field('__0', INT, 4)]);
  const option = enumWith('Option<i32>', 8, { discriminant: null, variants: [{ value: null, name: 'Some', member: field('Some', some, 0) }] });
  program.words(64, 5, 128);
  program.words(128, 10, 20, 30, 40);
  program.words(200, 64, 0, 2, 99);
  program.view.setFloat64(304, 2.5, true);
  program.words(312, 200, -7 >>> 0, 328, 0);
  program.text(328, 'square');
  program.words(336, 328, 6, 5, 316, 128);
  return {
    program,
    scope: [
      program.variable('item', INT, 900),
      program.variable('item', item, 64),
      program.variable('p', pointerTo(item), 200),
      program.variable('nowhere', pointerTo(item), 204),
      program.variable('index', USIZE, 208),
      program.variable('maybe', option, 208),
      program.variable('pair', structOf('(i32, (i32, i32))', 12, [field('__0', INT, 0), field('__1', structOf('(i32, i32)', 8, [field('__0', INT, 0), field('__1', INT, 4)]), 4)]), 128),
      program.variable('numbers', structOf('&[i32]', 8, [field('data_ptr', pointerTo(INT), 0), field('length', USIZE, 4)]), 240),
      program.variable('stats::total', INT, 64),
      program.variable('weight', DOUBLE, 304),
      program.variable('small', U8, 312),
      program.variable('minus', INT, 316),
      program.variable('nowhere_text', pointerTo(CHAR), 204),
      program.variable('title', pointerTo(CHAR), 320),
      program.variable('letters', arrayOf(CHAR, 8), 328),
      program.variable('word', structOf('&str', 8, [field('data_ptr', pointerTo(U8), 0), field('length', USIZE, 4)]), 336),
      program.variable('colour', enumOf('Colour', { RED: 0, GREEN: 5 }), 344),
      program.variable('reference', pointerTo(INT, '&i32'), 348),
      program.variable('cells', pointerTo(INT), 352),
      variableAt('gone', INT, { kind: 'optimised-out' }),
      variableAt('local', INT, { kind: 'bytes', bytes: Uint8Array.of(9, 0, 0, 0) }),
    ],
  };
}

describe('values: expressions', () => {
  const { program, scope } = setUp();
  program.words(240, 128, 3);
  const cases: [string, string][] = [
    ['item.count', '5'],
    ['item.inner->cells[3]', '40'],
    ['item.inner.cells[0]', '10'],
    ['p->count', '5'],
    ['p.inner.cells[index]', '30'],
    ['(*p).count', '5'],
    ['*item.inner', '{cells: [10, 20, 30, 40]}'],
    ['p[0].count', '5'],
    ['&item', '0x40 → {count: 5, inner: 0x80 → {cells: …}}'],
    ['&item.inner->cells[1]', '0x84 → 20'],
    ['*&item.count', '5'],
    ['maybe.0', '99'],
    ['pair.1.0', '20'],
    ['numbers[2]', '30'],
    ['stats::total', '5'],
    ['total', '5'],
    ['  local ', '9'],
    ['1 + 2 * 3 - 4 / 2 % 3', '5'],
    ['(1 + 2) * 3', '9'],
    ['-item.count + 1', '-4'],
    ['minus', '-7'],
    ['minus < small', 'true'],
    ['weight * 2 >= 5.0', 'true'],
    ['weight + 1e3', '1002.5'],
    ['7 / 2', '3'],
    ['7.0 / 2', '3.5'],
    ['0xff & ~0xf | 1 << 8', '496'],
    ['1 << 100', '1267650600228229401496703205376'],
    ['18446744073709551615', '18446744073709551615'],
    ['1_000u32 + 0b101 + 0o17', '1020'],
    ['0x_ff', '255'],
    ['item.count > 3 && nowhere == 0', 'true'],
    ['nowhere && nowhere->count', 'false'],
    ['nowhere == NULL || nowhere->count == 1', 'true'],
    ['!item.count', 'false'],
    ['title == "square"', 'true'],
    ['title != "circle"', 'true'],
    ['nowhere_text == "x" || letters == "square"', 'true'],
    ['word == "square"', 'true'],
    ['word == title', 'true'],
    ['letters[0] == \'s\'', 'true'],
    ['colour == GREEN', 'true'],
    ['Colour::RED == colour', 'false'],
    ['maybe == Some', 'true'],
    ['reference == -7', 'true'],
    ['reference + 1', '-6'],
    ['cells[1] == 20', 'true'],
    ['*(cells + 2)', '30'],
    ['cells[index + 1]', '40'],
    ['true && !false', 'true'],
    ['"a\\n\\u{41}"', '"a\\nA"'],
    ['item.inner->cells[0] | 1', '11'],
    ['pair.1.0 == 20 && pair.0 == 10', 'true'],
    ['item.count > 3 ? 10 : 20', '10'],
    ['minus > 0 ? 1 : weight > 2 ? 2 : 3', '2'],
    ['nowhere ? nowhere->count : -1', '-1'],
    ['(unsigned char)-1', '255'],
    ['(int)weight', '2'],
    ['(float)7 / 2', '3.5'],
    ['(bool)minus', 'true'],
    ['(int *)128', '0x80 → 10'],
    ['((int *)128)[2]', '30'],
    ['*(int*)(128 + 4)', '20'],
    ['(unsigned)minus', '4294967289'],
    ['(uint8_t) item.count', '5'],
    ['(small)', '200'],
    ['(small) - 1', '199'],
    ['(minus) * (minus)', '49'],
    ['weight as i32 + 1', '3'],
    ['minus as u8', '249'],
    ['cells as usize == 128', 'true'],
    ['*(128 as *const i32)', '10'],
    ['int(weight)', '2'],
    ['static_cast<unsigned short>(minus)', '65529'],
    ['reinterpret_cast<int*>(132)[0]', '20'],
    ['sizeof(int)', '4'],
    ['sizeof(long long) * 2', '16'],
    ['sizeof(item)', '8'],
    ['sizeof item.inner->cells', '16'],
    ['sizeof(item.inner->cells[0]) + 1', '5'],
    ['sizeof(unsigned char *)', '4'],
    ['GREEN', 'GREEN'],
    ['GREEN | 2', '7'],
    ['GREEN == 5', 'true'],
    ['numbers[1..3]', '[20, 30]'],
    ['numbers[..2]', '[10, 20]'],
    ['numbers[1..=1]', '[20]'],
    ['numbers[..][2]', '30'],
    ['cells[1..4]', '[20, 30, 40]'],
    ['item.inner->cells[2..]', '[30, 40]'],
    ['numbers[3..]', '[]'],
  ];
  for (const [expression, expected] of cases) {
    it(`${expression} is ${expected}`, async () => {
      assert.equal((await evaluate(expression, scope, program)).summary, expected);
    });
  }

  const mistakes: [string, number, RegExp][] = [
    ['missing', 0, /no variable `missing`/],
    ['item.inner->nothing', 12, /`inner` has no member `nothing`/],
    ['item->count', 6, /needs a pointer/],
    ['*item', 0, /needs a pointer/],
    ['nowhere->count', 9, /null pointer/],
    ['gone', 0, /optimised out/],
    ['&local', 0, /no address/],
    ['numbers[3]', 8, /out of range: there are 3/],
    ['item.count[0]', 10, /has no elements/],
    ['item.', 5, /member name is expected/],
    ['item.inner->cells[1', 19, /`\]` is expected/],
    ['item count', 5, /not expected here/],
    ['item + 1', 0, /`item` is no number/],
    ['1 / (minus + 7)', 2, /division by zero/],
    ['1 << 200', 2, /no meaning/],
    ['1.5 % 2 | 1', 8, /needs integers/],
    ['item.count == missing', 14, /no variable `missing`/],
    ['colour == BLUE', 10, /no variable `BLUE`/],
    ['1 +', 3, /ends too early/],
    ['item.count ==', 13, /ends too early/],
    ['"open', 0, /no partner/],
    ['gone > 3', 0, /optimised out/],
    ['nowhere->count > 1', 9, /null pointer/],
    ['', 0, /ends too early/],
    ['numbers[2..9]', 9, /not within 3 elements/],
    ['cells[1..]', 7, /where the end is/],
    ['item.count ? 1', 14, /`:` is expected/],
    ['(struct missing *)0', 0, /no type `struct missing \*`/],
    ['item as int', 5, /`item` is no number/],
    ['minus as', 8, /a type is expected/],
    ['run(minus)', 0, /is not called: .*"allowCalls": true/],
    ['sizeof(missing)', 7, /no type `missing`/],
    ['1..2', 1, /not expected here/],
    ['numbers[minus..2]', 13, /not within/],
    ['item @ 3', 5, /`@` is not understood/],
  ];
  for (const [expression, offset, reason] of mistakes) {
    it(`points at what is wrong in '${expression}'`, async () => {
      await assert.rejects(evaluate(expression, scope, program), (error: unknown) => {
        assert.ok(error instanceof ExpressionError);
        assert.match(error.reason, reason);
        assert.equal(error.offset, offset);
        return true;
      });
    });
  }

  it('takes numbers and pointers for conditions, and nothing else', async () => {
    assert.equal(await isFulfilled('item.count == 5', scope, program), true);
    assert.equal(await isFulfilled('nowhere', scope, program), false);
    assert.equal(await isFulfilled('weight - 2.5', scope, program), false);
    await assert.rejects(isFulfilled('item', scope, program), /is no number/);
  });

  it('ends on any nesting', async () => {
    await assert.rejects(evaluate('('.repeat(100_000), scope, program), /nested too deeply/);
    await assert.rejects(evaluate('*'.repeat(100_000), scope, program), /nested too deeply/);
    await assert.rejects(evaluate(`1${'+1'.repeat(100_000)}`, scope, program), /too long/);
  });
});
