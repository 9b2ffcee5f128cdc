import { instance, serve } from './heap.mjs';

const { memory, malloc, reserve } = instance.exports;
const address = malloc(400);
const scores = new Float32Array(memory.buffer, address, 100);

await serve((n) => {
  if (n === 40) reserve(4 << 20);
  new Float32Array(memory.buffer, address, 100).fill(n);
  return scores[n % 100]; // BUG(async/stale-view): of the buffer before growth
});
