import assert from 'node:assert/strict';
import type { Variable } from '../../../src/symbols/variable';
import { evaluate } from '../../../src/values/evaluate';
import { ExpressionError } from '../../../src/values/expression';
import { INT, Program, USIZE, arrayOf, enumWith, field, pointerTo, structOf, variableAt } from './program';

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
    ['', 0, /ends too early/],
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

  it('ends on any nesting', async () => {
    await assert.rejects(evaluate('('.repeat(100_000), scope, program), /nested too deeply/);
    await assert.rejects(evaluate('*'.repeat(100_000), scope, program), /nested too deeply/);
  });
});
