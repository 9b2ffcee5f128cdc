// One run without a server, over before a second has passed.
import { instance } from './heap.mjs';

const { memory, malloc, free, total } = instance.exports;
let sum = 0;
for (let n = 0; n < 400; n++) {
  const copy = malloc(256); // BUG(memory/leaked-allocation): only even ones are freed
  new Uint8Array(memory.buffer, copy, 256).fill(n);
  sum += total(copy, 256);
  if (n % 2 === 0) free(copy);
}
console.log(sum);
