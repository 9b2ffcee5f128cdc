import { readModule } from '../../src/wasm/read-module';
import { countBlocks } from '../../src/wasm/rewrite/block-counters';
import { textToModule } from '../fixtures/text-to-module';
import type { Benchmark } from './benchmark';
import { isAtMost, ratioText } from './statistics';

/** Binary searches that call a comparison for each step, as sorted maps do: nothing but short functions and branches. */
const CALLS = `(module (memory 1)
  (func $less (param i32 i32) (result i32) (i32.lt_u (i32.load (i32.shl (local.get 0) (i32.const 2))) (local.get 1)))
  (func $find (param $key i32) (result i32) (local $low i32) (local $high i32) (local $middle i32)
    (local.set $high (i32.const 16384))
    (block $done (loop $again
      (br_if $done (i32.ge_u (local.get $low) (local.get $high)))
      (local.set $middle (i32.shr_u (i32.add (local.get $low) (local.get $high)) (i32.const 1)))
      (if (call $less (local.get $middle) (local.get $key))
        (then (local.set $low (i32.add (local.get $middle) (i32.const 1))))
        (else (local.set $high (local.get $middle))))
      (br $again)))
    (local.get $low))
  (func (export "run") (param $rounds i32) (result i32) (local $sum i32) (local $state i32)
    (loop $next
      (local.set $state (i32.add (i32.mul (local.get $state) (i32.const 1664525)) (i32.const 1013904223)))
      (local.set $sum (i32.add (local.get $sum) (call $find (i32.shr_u (local.get $state) (i32.const 16)))))
      (br_if $next (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1)))))
    (local.get $sum))
  (func (export "fill") (local $index i32)
    (loop $next
      (i32.store (i32.shl (local.get $index) (i32.const 2)) (i32.shl (local.get $index) (i32.const 2)))
      (br_if $next (i32.lt_u (local.tee $index (i32.add (local.get $index) (i32.const 1))) (i32.const 16384))))))`;

/** A loop that does a little arithmetic, as kernels do. */
const LOOPS = `(module (func (export "fill"))
  (func (export "run") (param $rounds i32) (result i32) (local $value i32)
    (local.set $value (i32.const 1))
    (loop $next
      (local.set $value (i32.xor (local.get $value) (i32.shl (local.get $value) (i32.const 13))))
      (local.set $value (i32.xor (local.get $value) (i32.shr_u (local.get $value) (i32.const 17))))
      (local.set $value (i32.xor (local.get $value) (i32.shl (local.get $value) (i32.const 5))))
      (br_if $next (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1)))))
    (local.get $value)))`;

/** Rounds of some 50 ms. */
export const calls = overhead('calls of short functions', CALLS, 400_000, 1.5);
export const loops = overhead('a loop', LOOPS, 20_000_000, 1.2);

function overhead(what: string, text: string, rounds: number, goal: number): Benchmark {
  return {
    what: `counting lines (record --lines): ${what}`,
    peer: 'none does',
    goal: `≤ ${goal}`,
    async measure({ pairs }) {
      const bytes = await textToModule(text);
      const [plain, counted] = [start(bytes, rounds), start(countBlocks(readModule(bytes)).bytes, rounds)];
      // Optimised code takes a while to come.
      for (let warm = 0; warm < 5; warm++) void [plain(), counted()];
      const ratios = Array.from({ length: pairs }, (_, pair) => {
        if (pair % 2 === 0) return ratio(plain(), counted());
        const second = counted();
        return ratio(plain(), second);
      });
      return { ours: ratioText(ratios), reached: isAtMost(ratios, goal) };
    },
  };
}

const ratio = (plainUs: number, countedUs: number): number => countedUs / plainUs;

/** A function that gives the CPU time of one run in microseconds. */
function start(bytes: Uint8Array, rounds: number): () => number {
  const { run, fill } = new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports as Record<'run' | 'fill', (rounds: number) => number>;
  fill(0);
  return () => {
    const before = process.cpuUsage();
    run(rounds);
    const { user, system } = process.cpuUsage(before);
    return user + system;
  };
}
