import assert from 'node:assert/strict';
import { brotliDecompressSync } from 'node:zlib';
import fc from 'fast-check';
import { LIMITS } from '../../src/base/limits';
import { memoryAddress, moduleOffset } from '../../src/base/offsets';
import type { ModuleSymbols } from '../../src/symbols/module-symbols';
import { openSymbols } from '../../src/symbols/open-symbols';
import type { TypeInfo } from '../../src/symbols/type-info';
import { evaluate } from '../../src/values/evaluate';
import { ExpressionError } from '../../src/values/expression-error';
import { MemoryStorage } from '../../src/values/storage';
import { Value, type ValueContext } from '../../src/values/value';
import { displayValue, type ValueNode } from '../../src/values/value-node';
import { readModule } from '../../src/wasm/read-module';
import { fixture } from '../fixture-modules';
import { variableAt } from '../unit/values/program';
import { Dice } from './dice';

/** What expressions are made of, put together at random. */
const WORDS = ['a', 'b', 'c', 'x', '__size_', '1', '0', '2.5', '300u8', '"x"', "'y'", '(', ')', '[', ']', '.', '->', '*', '&', '-', '!', '~', '+', '/', '%', '<<', '==', '&&', '?', ':', '..', '..=', '(int)', '(char *)', ' as u8', 'sizeof ', 'sizeof(a)', 'int(', 'static_cast<long>(', 'nullptr', 'a.b', 'a[0]', '*a', '(a)', 'a[0..2]'];

const MEMORY_BYTES = 1 << 16;
/** Of one value with all that is unfolded of it: a page of it has a hundred parts, each with a line of a few values. */
const MAX_READS = 20_000;

/** The types of all globals, and of the variables of a module's own functions: those of values.rs and values.cpp have every row of the table. */
async function typesOf(name: string): Promise<{ types: readonly TypeInfo[]; symbols: ModuleSymbols }> {
  const symbols = await openSymbols(readModule(brotliDecompressSync(fixture(name))));
  const types = new Map<string, TypeInfo>(symbols.globals().map(({ type }) => [type.name, type]));
  for (const { kind, name: exported, index } of symbols.module.exports) {
    const fn = kind === 'func' ? symbols.module.functions.withIndex(index) : undefined;
    const offset = fn && moduleOffset(Math.floor((fn.bodyStart + fn.bodyEnd) / 2));
    if (offset === undefined || exported.startsWith('_')) continue;
    for (const { type } of symbols.variablesAt(offset).flat()) types.set(type.name, type);
  }
  return { types: [...types.values()], symbols };
}

/** Words that mean something: addresses in the memory, small counts, nothing, the greatest. */
function randomMemory(dice: Dice): Uint8Array {
  const words = new Uint32Array(MEMORY_BYTES / 4);
  for (let index = 0; index < words.length; index++) {
    const kind = dice.below(8);
    words[index] = kind < 4 ? dice.below(MEMORY_BYTES) : kind < 6 ? dice.below(12) : kind === 6 ? 0 : 0xffff_ffff - dice.below(3);
  }
  return new Uint8Array(words.buffer);
}

async function unfold(node: ValueNode, depth: number): Promise<void> {
  assert.equal(typeof node.summary, 'string');
  assert.ok(node.summary.length <= LIMITS.values.stringBytes + 1, `${node.type}: ${node.summary.length} characters`);
  const children = (depth > 0 && (await node.children?.())) || [];
  assert.ok(children.length <= LIMITS.values.children, node.type);
  for (const child of [...children.slice(0, 3), ...children.slice(-1)]) await unfold(child, depth - 1);
}

describe('values in any memory', () => {
  for (const name of ['values-rust-1.63.wasm.br', 'values-rust-1.96.wasm.br', 'values-libc++-13.wasm.br', 'values-libc++-19.wasm.br', 'positions-libc++-19.wasm.br', 'values-libc++-22.wasm.br']) {
    it(`are shown, or why not, in bounded time: ${name}`, async () => {
      const { types, symbols } = await typesOf(name);
      assert.ok(types.length > 50, `${types.length} types`);
      await fc.assert(
        fc.asyncProperty(fc.integer(), fc.nat(types.length - 1), async (seed, which) => {
          const dice = new Dice(seed);
          const bytes = randomMemory(dice);
          let reads = 0;
          const memory = { read: (address: number, size: number): Promise<Uint8Array> => Promise.resolve((reads++, bytes.slice(address, address + size))) };
          const context: ValueContext = { memory, typeWithVtable: (address) => symbols.typeWithVtable(address) ?? types[address % types.length], typeNamed: (named) => symbols.typeNamed(named) };
          const place = new Value(types[which]!, new MemoryStorage(memory, dice.below(MEMORY_BYTES) as never), context);
          await unfold(await displayValue('x', place), 3);
          assert.ok(reads < MAX_READS, `${types[which]!.name}: ${reads} reads`);
        }),
        { numRuns: Number(process.env['WASMSCOPE_RUNS'] ?? 600) },
      );
    }).timeout(120_000);
  }

  it('give answers to any expression, or say what is wrong with it', async () => {
    const { types } = await typesOf('values-libc++-19.wasm.br');
    let answered = 0;
    await fc.assert(
      fc.asyncProperty(fc.integer(), async (seed) => {
        const dice = new Dice(seed);
        const bytes = randomMemory(dice);
        const memory = { read: (address: number, size: number): Promise<Uint8Array> => Promise.resolve(bytes.slice(address, address + size)) };
        const none = (): Promise<undefined> => Promise.resolve(undefined);
        const scope = ['a', 'b', 'c'].map((name) => variableAt(name, dice.pick(types), { kind: 'memory', address: memoryAddress(dice.below(MEMORY_BYTES)) }));
        const expression = Array.from({ length: 1 + dice.below(9) }, () => dice.pick(WORDS)).join(dice.pick(['', ' ']));
        try {
          assert.equal(typeof (await evaluate(expression, scope, { memory, local: none, global: none, stack: none })).summary, 'string');
          answered++;
        } catch (error) {
          assert.ok(error instanceof ExpressionError, `${expression}: ${String(error)}`);
          assert.ok(error.offset >= 0 && error.offset <= expression.length, expression);
        }
      }),
      { numRuns: Number(process.env['WASMSCOPE_RUNS'] ?? 2_000) },
    );
    assert.ok(answered > 50, `${answered} expressions had an answer`);
  }).timeout(120_000);
});
