import assert from 'node:assert/strict';
import { decodeBody } from '../../../src/wasm/function-body';
import type { Instruction } from '../../../src/wasm/instructions';
import { pathCosts } from '../../../src/wasm/path-cost';
import { readModule } from '../../../src/wasm/read-module';
import { fixture, fixtureNames } from '../../fixture-modules';
import { textToModule } from '../../fixtures/text-to-module';

async function instructionsOf(code: string): Promise<readonly Instruction[]> {
  const module = readModule(await textToModule(`(module (memory 1) (func (param $a i32) (param $b i32) (param $f f64) (local $t i32) ${code}))`));
  return decodeBody(module, [...module.functions][0]!).instructions.slice(0, -1);
}

const sum = (costs: readonly number[]): number => costs.reduce((total, cost) => total + cost, 0);
const costsOf = (instructions: readonly Instruction[], again = true, wrongGuesses = 0): number[] =>
  pathCosts(instructions.map((instruction) => ({ instruction, wrongGuesses: instruction.mnemonic === 'br_if' ? wrongGuesses : 0 })), again);

describe('wasm: what a path costs', () => {
  it('as long as the chain from a local to itself, which the next round waits for', async () => {
    const code = await instructionsOf('local.get $a i32.const 5 i32.mul i32.const 7 i32.add local.set $a');
    const costs = costsOf(code);
    assert.ok(Math.abs(sum(costs) - 4) < 0.01, 'a multiplication of 3 cycles and an addition of 1');
    assert.ok(costs[2]! > costs[4]!, 'and each its part of it');
    assert.ok(sum(costsOf(code, false)) < 2, 'what is no loop does not wait for itself');
  });

  it('no longer than it keeps the processor busy where each round is for itself', async () => {
    assert.ok(sum(costsOf(await instructionsOf('local.get $a i32.const 5 i32.mul i32.const 7 i32.add local.set $b'))) < 2);
  });

  it('follows a chain through other locals, tee, select and memory addresses', async () => {
    const through = sum(costsOf(await instructionsOf('local.get $a i32.load local.tee $t i32.const 1 local.get $b select local.set $a')));
    assert.ok(through > 6 && through < 8, `${through}`);
    const around = sum(costsOf(await instructionsOf('block local.get $a i32.load local.set $t end local.get $t local.set $a')));
    assert.ok(around > 4 && around < 6, `${around}`);
  });

  it('follows what is kept in memory, as unoptimised code does', async () => {
    const costs = sum(costsOf(await instructionsOf('local.get $a local.get $a i32.load offset=8 i32.const 1 i32.add i32.store offset=8')));
    assert.ok(costs > 4 && costs < 8, 'a load of what was stored right before, and an addition');
    const elsewhere = sum(costsOf(await instructionsOf('local.get $a local.get $a i32.load offset=8 i32.const 1 i32.add i32.store offset=12')));
    assert.ok(elsewhere < 2, 'another place is not waited for');
  });

  it('a division by what is known costs less than one by what is not', async () => {
    const [known, unknown] = [await instructionsOf('local.get $a i32.const 10 i32.div_u local.set $a'), await instructionsOf('local.get $a local.get $b i32.div_u local.set $a')].map((code) => sum(costsOf(code)));
    assert.ok(known! * 2 < unknown!);
  });

  it('a branch that is guessed wrong holds up what follows', async () => {
    const code = await instructionsOf('block local.get $a i32.load br_if 0 end');
    assert.ok(sum(costsOf(code, true, 0.5)) > sum(costsOf(code, true, 0)) + 5);
  });

  it('of any code: nothing below zero, nothing that is no number', () => {
    for (const name of fixtureNames()) {
      const module = readModule(fixture(name));
      for (const fn of module.functions) {
        const costs = costsOf(decodeBody(module, fn).instructions, true, 0.2);
        assert.ok(costs.every((cost) => cost >= 0 && Number.isFinite(cost)), `${name} ${fn.index}`);
      }
    }
  });
});
