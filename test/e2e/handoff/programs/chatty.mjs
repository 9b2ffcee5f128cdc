// Every value of a result is fetched by a call of its own.
import { inTurns, kernelModule } from '../../kernel/kernel.mjs';

const { filter, out_at, set_in } = new WebAssembly.Instance(kernelModule()).exports;
const COUNT = 10_000;
await inTurns(6, () => {
  for (let i = 0; i < COUNT; i++) set_in(i, Math.sin(i)); // BUG(handoff/chatty)
  filter(COUNT, 0.1);
  let sum = 0;
  for (let i = 0; i < COUNT; i++) sum += out_at(i); // BUG(handoff/chatty)
  if (!(sum > 0)) throw new Error(`the sum is ${sum}`);
});
