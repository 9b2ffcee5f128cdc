import assert from 'node:assert/strict';
import { blockCosts } from '../../../src/wasm/block-cost';
import { decodeBody } from '../../../src/wasm/function-body';
import { instructionCost } from '../../../src/wasm/instruction-cost';
import type { Instruction } from '../../../src/wasm/instructions';
import { readModule } from '../../../src/wasm/read-module';
import { fixture, fixtureNames } from '../../fixture-modules';
import { textToModule } from '../../fixtures/text-to-module';

async function instructionsOf(code: string): Promise<readonly Instruction[]> {
  const module = readModule(await textToModule(`(module (memory 1) (func (param $a i32) (param $b i32) (param $f f64) (local $t i32) ${code}))`));
  return decodeBody(module, [...module.functions][0]!).instructions.slice(0, -1);
}

const sum = (costs: readonly number[]): number => costs.reduce((total, cost) => total + cost, 0);
const busy = (instructions: readonly Instruction[]): number => sum(instructions.map(({ opcode }) => instructionCost(opcode).throughput));

describe('wasm: what a stretch of code costs', () => {
  it('as long as the chain from a local to itself, which the next run waits for', async () => {
    const chained = await instructionsOf('local.get $a i32.const 5 i32.mul i32.const 7 i32.add local.set $a');
    const latency = chained.reduce((total, { mnemonic, opcode }) => (/mul|add/.test(mnemonic) ? total + instructionCost(opcode).latency : total), 0);
    assert.ok(Math.abs(sum(blockCosts(chained)) - latency) < 1e-9);
    const [multiply, add] = ['i32.mul', 'i32.add'].map((name) => blockCosts(chained)[chained.findIndex(({ mnemonic }) => mnemonic === name)]!);
    assert.ok(multiply! > add!, 'and each instruction its part of it');
  });

  it('no longer than it keeps the processor busy where each run is for itself', async () => {
    const apart = await instructionsOf('local.get $a i32.const 5 i32.mul i32.const 7 i32.add local.set $b');
    assert.equal(sum(blockCosts(apart)), busy(apart));
  });

  it('follows a chain through other locals, tee, select and memory addresses, and not past what it does not know', async () => {
    const through = await instructionsOf('local.get $a i32.load local.tee $t i32.const 1 local.get $b select local.set $a');
    assert.ok(sum(blockCosts(through)) > busy(through));
    const cut = await instructionsOf('local.get $a i32.const 2 f64.const 0 call 0 i32.const 1 local.set $a');
    assert.equal(sum(blockCosts(cut)), busy(cut));
  });

  it('of any code: nothing below what it keeps busy, nothing that is no number', () => {
    for (const name of fixtureNames()) {
      const module = readModule(fixture(name));
      for (const fn of module.functions) {
        const { instructions } = decodeBody(module, fn);
        for (const [index, cost] of blockCosts(instructions.slice(0, 300)).entries()) assert.ok(cost >= instructionCost(instructions[index]!.opcode).throughput && Number.isFinite(cost));
      }
    }
  });
});
