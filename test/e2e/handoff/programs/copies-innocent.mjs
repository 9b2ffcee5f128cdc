// Innocent: new frames in, results kept; the same table for each new instance; text that came from elsewhere.
import { inTurns, kernelModule } from '../../kernel/kernel.mjs';

const module = kernelModule();
const { memory, filter, input, output } = new WebAssembly.Instance(module).exports;
const COUNT = 1 << 16;
const kept = [];
const table = new Float32Array(COUNT).fill(0.5);
const body = 'a line of a log file; '.repeat(8_000);
await inTurns(12, (n) => {
  new Float32Array(memory.buffer, input(), COUNT).set(Float32Array.from({ length: COUNT }, (_, i) => Math.cos(i * n)));
  filter(COUNT, 0);
  // The memory may grow, and the next frame overwrites it.
  kept[n % 4] = new Float32Array(memory.buffer, output(), COUNT).slice();
  const other = new WebAssembly.Instance(module).exports;
  new Float32Array(other.memory.buffer, other.input(), COUNT).set(table);
  other.filter(COUNT, 0);
  new TextEncoder().encodeInto(body, new Uint8Array(memory.buffer, input(), 1 << 20));
  filter(100, 0);
});
if (kept.length !== 4) throw new Error('lost');
