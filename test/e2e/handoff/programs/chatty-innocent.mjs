// Innocent: results through one view; some calls of an accessor per request; many calls of something that computes.
import { inTurns, kernelModule } from '../../kernel/kernel.mjs';

const { memory, filter, input, output, out_at, set_in, mixed } = new WebAssembly.Instance(kernelModule()).exports;
const COUNT = 10_000;
const frame = Float32Array.from({ length: COUNT }, (_, i) => Math.sin(i));
await inTurns(40, () => {
  new Float32Array(memory.buffer, input(), COUNT).set(frame);
  filter(COUNT, 0.1);
  const result = new Float32Array(memory.buffer, output(), COUNT);
  let sum = 0;
  for (const value of result) sum += value;
  for (let i = 0; i < 300; i++) sum += out_at(i);
  set_in(0, sum);
  let hash = 0;
  for (let i = 0; i < COUNT; i++) hash = mixed(hash, i);
  if (!(sum > 0) || hash === 0) throw new Error(`${sum} ${hash}`);
});
