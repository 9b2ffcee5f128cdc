import assert from 'node:assert/strict';
import { decodeBody } from '../../../src/wasm/function-body';
import { functionCosts } from '../../../src/wasm/function-cost';
import { readModule } from '../../../src/wasm/read-module';
import { textToModule } from '../../fixtures/text-to-module';

/** `counts` by the instruction's position; the rest runs once. */
async function costsOf(code: string, counts: (mnemonic: string, at: number) => number): Promise<{ mnemonic: string; cost: number }[]> {
  const module = readModule(await textToModule(`(module (memory 1) (func (param $a i32) (param $b i32) ${code}))`));
  const { instructions } = decodeBody(module, [...module.functions][0]!);
  const costs = functionCosts(instructions, instructions.map(({ mnemonic }, at) => counts(mnemonic, at)));
  return instructions.map(({ mnemonic }, at) => ({ mnemonic, cost: costs[at]! }));
}

const costOf = (costs: readonly { mnemonic: string; cost: number }[], wanted: string): number => costs.find(({ mnemonic }) => mnemonic === wanted)!.cost;

const LOOP = 'loop local.get $a i32.const 3 i32.mul local.set $a local.get $b i32.const 1 i32.sub local.tee $b br_if 0 end';

describe('wasm: what the instructions of a function cost', () => {
  it('a loop waits for what its last round left, straight code does not', async () => {
    const looped = await costsOf(LOOP, () => 100);
    const straight = await costsOf('local.get $a i32.const 3 i32.mul local.set $a', () => 100);
    assert.ok(costOf(looped, 'i32.mul') > 1.5 * costOf(straight, 'i32.mul'));
  });

  it('a chain is followed through the sides of a branch that most rounds take, not through one that few take', async () => {
    const code = 'loop local.get $b if local.get $a i32.const 3 i32.mul local.set $a else i32.const 7 local.set $a end br 0 end';
    const [then, otherwise] = [[3, 4, 5, 6], [8, 9]];
    const often = await costsOf(code, (_, at) => (otherwise.includes(at) ? 1 : 100));
    const seldom = await costsOf(code, (_, at) => (then.includes(at) ? 1 : 100));
    const [multiply, behind] = [costOf(often, 'i32.mul'), seldom.filter(({ mnemonic }) => mnemonic !== 'i32.mul')];
    assert.ok(multiply > 2, 'each round waits for the one before');
    assert.ok(behind.every(({ cost }) => cost < 1), 'no round waits for what seldom runs');
  });

  it('a branch that goes either way is guessed wrong, one that always goes the same way is not', async () => {
    const code = 'loop block local.get $a i32.load br_if 0 local.get $a i32.const 5 i32.store end br 0 end';
    const branchAt = 4;
    const even = await costsOf(code, (_, at) => (at > branchAt && at < 8 ? 50 : 100));
    const steady = await costsOf(code, (_, at) => (at > branchAt && at < 8 ? 99 : 100));
    const sum = (costs: readonly { cost: number }[]): number => costs.reduce((total, { cost }) => total + cost, 0);
    assert.ok(sum(even) > sum(steady) + 2);
  });

  it('code that did not run costs nothing', async () => {
    const costs = await costsOf(LOOP, () => 0);
    assert.ok(costs.every(({ cost }) => cost === 0));
  });
});
