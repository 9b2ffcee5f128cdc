import assert from 'node:assert/strict';
import { rewrittenOffset } from '../../../src/base/offsets';
import { decodeBody } from '../../../src/wasm/function-body';
import type { WasmModule } from '../../../src/wasm/module';
import { readModule } from '../../../src/wasm/read-module';
import { assemble } from '../../../src/wasm/rewrite/assemble';
import { COUNTS_EXPORT, countBlocks, countOf, readCounts, type CountingModule } from '../../../src/wasm/rewrite/block-counters';
import { ModuleRewriter } from '../../../src/wasm/rewrite/module-rewriter';
import { fixture, fixtureNames } from '../../fixture-modules';
import { textToModule } from '../../fixtures/text-to-module';

/** The oracle: a counter of its own before every single block, nothing derived. */
function countEveryBlock(module: WasmModule, counted: CountingModule): Uint8Array {
  const rewriter = new ModuleRewriter(module);
  let counters = 0;
  for (const fn of module.functions) {
    const blocks = counted.blocksOf(fn) ?? [];
    const parts = [];
    let copied = fn.bodyStart;
    for (const { start } of blocks) {
      parts.push({ start: copied, end: start });
      const global = rewriter.addGlobal({ type: 'i64', mutable: true }, 0);
      rewriter.addExport({ name: `oracle ${counters++}`, kind: 'global', index: global });
      parts.push(assemble([['global.get', global], ['i64.const', 1], ['i64.add'], ['global.set', global]]));
      copied = start;
    }
    parts.push({ start: copied, end: fn.bodyEnd });
    rewriter.replaceBody(fn.index, { parts, origin: fn.bodyStart });
  }
  return rewriter.finish().bytes;
}

type Drive = (exports: Record<string, (...args: number[]) => number>) => void;

/** Runs the same calls on both and compares every block's count. Returns the counts by block start. */
function compareCounts(bytes: Uint8Array, drive: Drive, imports: WebAssembly.Imports = {}): Map<number, number> {
  const module = readModule(bytes);
  const counted = countBlocks(module);
  const run = (code: Uint8Array): WebAssembly.Exports => {
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(code), imports);
    drive(exports as Record<string, (...args: number[]) => number>);
    return exports;
  };
  const values = readCounts(run(counted.bytes), counted.counters);
  const oracle = run(countEveryBlock(module, counted));
  const blocks = [...module.functions].flatMap((fn) => counted.blocksOf(fn) ?? []);
  const own = blocks.map((block) => countOf(block, values));
  assert.deepEqual(own, blocks.map((_, index) => Number((oracle[`oracle ${index}`] as WebAssembly.Global).value)));
  return new Map(blocks.map(({ start }, index) => [start, own[index]!]));
}

const CONTROL = `(module
  (func (export "choose") (param i32) (result i32)
    (if (result i32) (i32.gt_s (local.get 0) (i32.const 10)) (then (i32.const 1)) (else (i32.mul (local.get 0) (i32.const 3))))
    (i32.add (i32.const 1)))
  (func (export "sum") (param i32) (result i32) (local i32)
    (block $out
      (loop $again
        (br_if $out (i32.eqz (local.get 0)))
        (if (i32.and (local.get 0) (i32.const 1)) (then (local.set 1 (i32.add (local.get 1) (local.get 0)))))
        (local.set 0 (i32.sub (local.get 0) (i32.const 1)))
        (br $again)))
    (local.get 1))
  (func (export "table") (param i32) (result i32)
    (block $c (block $b (block $a (br_table $a $b $c (local.get 0))) (return (i32.const 10))) (return (i32.const 20)))
    (i32.const 30))
  (func (export "nested") (param i32) (result i32) (local i32)
    (loop $outer
      (local.set 1 (i32.const 0))
      (loop $inner (local.set 1 (i32.add (local.get 1) (i32.const 1))) (br_if $inner (i32.lt_s (local.get 1) (local.get 0))))
      (local.set 0 (i32.sub (local.get 0) (i32.const 1)))
      (br_if $outer (i32.gt_s (local.get 0) (i32.const 0))))
    (if (i32.eqz (local.get 0)) (then (nop)) (else (nop) (nop)))
    (local.get 1))
  (func (export "early") (param i32) (result i32)
    (block $skip (if (local.get 0) (then (br $skip))) (drop (i32.const 5)))
    (if (i32.eq (local.get 0) (i32.const 2)) (then (return (i32.const 7))) (else))
    (i32.const 8)))`;

describe('counting blocks', () => {
  const calls: Drive = (exports) => {
    for (const name of ['choose', 'sum', 'table', 'nested', 'early']) for (let value = 0; value < 14; value++) exports[name]!(value);
  };

  it('counts every block of branches, loops and tables as a counter of its own would', async () => {
    const bytes = await textToModule(CONTROL);
    const counts = [...compareCounts(bytes, calls).values()];
    const rounds = (from: number): number => (from * (from + 1)) / 2;
    const inner = Array.from({ length: 13 }, (_, index) => rounds(index + 1)).reduce((sum, count) => sum + count, 1);
    assert.equal(Math.max(...counts), inner, 'the inner loop of nested, which runs once for zero, too');
  });

  it('needs fewer counters than there are blocks, and covers every instruction once', async () => {
    const module = readModule(await textToModule(CONTROL));
    const counted = countBlocks(module);
    const blocks = [...module.functions].flatMap((fn) => counted.blocksOf(fn) ?? []);
    assert.ok(counted.counters < blocks.length, `${counted.counters} counters for ${blocks.length} blocks`);
    for (const fn of module.functions) {
      const own = counted.blocksOf(fn)!;
      for (const { offset, mnemonic } of decodeBody(module, fn).instructions) {
        if (['end', 'else', 'catch', 'catch_all'].includes(mnemonic)) continue;
        assert.equal(own.filter(({ start, end }) => offset >= start && offset < end).length, 1, `${mnemonic} at ${offset}`);
      }
    }
  });

  it('leaves what a module does as it was', async () => {
    const bytes = await textToModule(CONTROL);
    const answers = (code: Uint8Array): number[] => {
      const { exports } = new WebAssembly.Instance(new WebAssembly.Module(code));
      return ['choose', 'sum', 'table', 'nested', 'early'].flatMap((name) => Array.from({ length: 14 }, (_, value) => (exports[name] as (value: number) => number)(value)));
    };
    assert.deepEqual(answers(countBlocks(readModule(bytes)).bytes), answers(bytes));
  });

  for (const name of fixtureNames()) {
    it(`${name}: V8 takes the counting module, whose offsets lead back`, function () {
      const module = readModule(fixture(name));
      const counted = countBlocks(module);
      try {
        new WebAssembly.Module(module.bytes);
      } catch {
        return this.skip();
      }
      const exports = WebAssembly.Module.exports(new WebAssembly.Module(counted.bytes as BufferSource)).filter((each) => !each.name.startsWith(COUNTS_EXPORT));
      assert.deepEqual(exports.map((each) => each.name), module.exports.map((each) => each.name));
      const result = readModule(counted.bytes);
      for (const [position, fn] of [...module.functions].entries()) {
        const old = new Set<number>(decodeBody(module, fn).instructions.map(({ offset }) => offset));
        const led = decodeBody(result, result.functions.at(position)!).instructions.map(({ offset }) => counted.offsetMap.toOriginal(rewrittenOffset(offset)));
        assert.deepEqual([...old].filter((offset) => !led.some((each) => each === offset)), [], 'every instruction is still there');
      }
    });
  }

  it('counts a real C program: nine tenths of the rounds are scramble\'s', () => {
    const bytes = fixture('hot.wasm');
    const counts = compareCounts(bytes, ({ handle }) => void handle!(1_000));
    const module = readModule(bytes);
    const most = (name: string): number => {
      const fn = [...module.functions].find(({ index }) => module.functionName(index) === name)!;
      return Math.max(...[...counts].filter(([start]) => start >= fn.bodyStart && start < fn.bodyEnd).map(([, count]) => count));
    };
    assert.equal(most('scramble'), 900);
    assert.equal(most('tally'), 100);
  });
});
