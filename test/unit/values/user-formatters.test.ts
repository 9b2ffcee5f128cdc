import assert from 'node:assert/strict';
import { UserError } from '../../../src/base/user-error';
import type { TypeInfo } from '../../../src/symbols/type-info';
import { evaluate } from '../../../src/values/evaluate';
import { userFormatters } from '../../../src/values/user-formatters';
import { displayVariable, type ValueNode } from '../../../src/values/value-node';
import { CHAR, DOUBLE, INT, Program, arrayOf, field, pointerTo, structOf, typedef } from './program';

const POINT = structOf('struct point', 8, [field('x', INT, 0), field('y', INT, 4)]);
const SPAN = structOf('ns::span<point>', 8, [field('data', pointerTo(POINT), 0), field('size', INT, 4)]);

async function shown(program: Program, type: TypeInfo, definitions: unknown): Promise<ValueNode> {
  return displayVariable(program.variable('v', type, 64), program, { memory: program.memory, formatters: userFormatters(definitions) });
}

async function unfolded(node: ValueNode): Promise<string[]> {
  return (await node.children!()).map((child) => `${child.name}: ${child.summary}`);
}

describe('formatters of the user', () => {
  const program = new Program();
  beforeEach(() => {
    program.words(64, 200, 2);
    program.words(200, 3, 4, 5, 6);
  });

  it('give a summary of expressions, for C names without their keyword, too', async () => {
    program.words(64, 7, 8);
    const node = await shown(program, POINT, [{ type: 'point', summary: '({x}, {y + 1}) of {self.x}' }]);
    assert.equal(node.summary, '(7, 9) of 7');
    assert.deepEqual(await unfolded(node), ['x: 7', 'y: 8']);
  });

  it('give children, elements, and the value as it is beneath', async () => {
    const definitions = [{ type: 'ns::span<*>', summary: '{size} elements', children: { first: 'data[0].x' }, items: { count: 'size', item: 'data[index]' } }, { type: 'point', summary: '({x}|{y})' }];
    const node = await shown(program, SPAN, definitions);
    assert.equal(node.summary, '2 elements');
    assert.deepEqual(await unfolded(node), ['first: 3', '[0]: (3|4)', '[1]: (5|6)', '[raw]: {data: 0xc8 → {x: 3, y: 4}, size: 2}']);
    const element = await evaluate('v.first + 1', [program.variable('v', SPAN, 64)], program, { memory: program.memory, formatters: userFormatters(definitions) });
    assert.equal(element.summary, '4', 'what is shown can be asked for');
  });

  it('leave text what it is, for comparing', async () => {
    program.text(300, 'abc\0');
    const context = { memory: program.memory, formatters: userFormatters([{ type: 'char[*]', summary: 'text' }]) };
    const scope = [program.variable('word', arrayOf(CHAR, 4), 300)];
    assert.equal((await evaluate('word', scope, program, context)).summary, 'text');
    assert.equal((await evaluate('word == "abc"', scope, program, context)).summary, 'true');
  });

  it('are found by a typedef’s name, and the first that fits wins', async () => {
    const named = typedef('position', POINT);
    assert.equal((await shown(program, named, [{ type: 'position', summary: 'here' }, { type: '*', summary: 'any' }])).summary, 'here');
    assert.equal((await shown(program, arrayOf(named, 1), [{ type: 'position', summary: 'here' }])).summary, '[here]');
    assert.equal((await shown(program, POINT, [{ type: 'poin', summary: 'no' }])).summary, '{x: 200, y: 2}');
  });

  it('say what is wrong in them, beside the plain view', async () => {
    const node = await shown(program, POINT, [{ type: 'point', summary: '{x} {z}', children: { right: 'x', wrong: 'x +', self: 'self' } }]);
    assert.match(node.summary, /^\{x: 200, y: 2\} <formatter point: no variable `z` is in scope here \(character 1 of `z`\)>$/);
    const [right, wrong] = await unfolded(node);
    assert.equal(right, 'right: 200');
    assert.match(wrong!, /^wrong: <formatter point: the expression ends too early/);
    const counted = await shown(program, POINT, [{ type: 'point', items: { count: 'nobody', item: 'x' } }]);
    assert.deepEqual(await unfolded(counted), ['x: 200', 'y: 2']);
  });

  it('never ask themselves', async () => {
    const node = await shown(program, POINT, [{ type: 'point', summary: '<{self}>', children: { again: 'self', lost: 'again.lost' } }]);
    assert.match(node.summary, /^[<>…]+$/);
    assert.match((await unfolded(node))[1]!, /lost: <formatter point: no variable `again`/);
  });

  it('survive any claimed number of elements', async () => {
    program.view.setFloat64(64, -1, true);
    const wild = structOf('wild', 8, [field('n', DOUBLE, 0)]);
    for (const count of ['0xffffffffffffffff', '0 - 5', 'n']) {
      const node = await shown(program, wild, [{ type: 'wild', summary: 'wild', items: { count, item: 'n' } }]);
      assert.equal(node.summary, 'wild');
      assert.ok((await node.children?.() ?? []).length <= 100, count);
    }
  });

  for (const [definitions, complaint] of [
    [{}, /must be a list/],
    [[{ summary: 'x' }], /number 1: "type" is missing/],
    [[{ type: 'a' }, { type: 'b', summary: 3 }], /number 2: "summary" must be text/],
    [[{ type: 'a', children: ['x'] }], /"children" must be an object/],
    [[{ type: 'a', items: { count: 'n' } }], /"items" must have two expressions/],
    [[{ type: 'a', format: 'x' }], /"format" is not known/],
  ] as const) {
    it(`are refused with a reason: ${JSON.stringify(definitions)}`, () => {
      assert.throws(() => userFormatters(definitions), (error: unknown) => error instanceof UserError && complaint.test(error.message));
    });
  }
});
