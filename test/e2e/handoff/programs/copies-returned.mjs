// The result of one stage leaves memory only to be put back for the next.
import { inTurns, kernelModule } from '../../kernel/kernel.mjs';

const { memory, filter, input, output } = new WebAssembly.Instance(kernelModule()).exports;
const COUNT = 1 << 18;
await inTurns(8, (n) => {
  const frame = Float32Array.from({ length: COUNT }, (_, i) => Math.sin(i + n));
  new Float32Array(memory.buffer, input(), COUNT).set(frame);
  filter(COUNT, -2);
  const first = new Float32Array(memory.buffer, output(), COUNT).slice();
  new Float32Array(memory.buffer, input(), COUNT).set(first); // BUG(handoff/boundary-copy)
  filter(COUNT, 0);
});
