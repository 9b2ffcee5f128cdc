// Callbacks added at start and while the first requests come, slots used again, references released.
import { readFileSync } from 'node:fs';
import { serve } from './heap.mjs';

const { instance } = await WebAssembly.instantiate(readFileSync(new URL('tables.wasm', import.meta.url)));
const { functions, answer, call, keep, release_last: releaseLast } = instance.exports;
const first = functions.grow(50);
for (let slot = first; slot < first + 50; slot++) functions.set(slot, answer);
let added = 0;
const spare = [];

await serve((n) => {
  if (added < 40) functions.set(functions.grow(1), (added++, answer));
  const slot = spare.pop() ?? functions.grow(1);
  functions.set(slot, answer);
  const sum = call(slot) + keep({ n });
  if (n > 30) releaseLast();
  functions.set(slot, null);
  spare.push(slot);
  return sum;
});
