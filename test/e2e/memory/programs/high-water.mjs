// One request of 40 MB, and small ones before and after: the memory stays large, which is no leak.
import { instance, serve } from './heap.mjs';

const { memory, malloc, free, total } = instance.exports;

await serve((n) => {
  const size = n === 100 ? 40_000_000 : 500;
  const frame = malloc(size);
  new Uint8Array(memory.buffer, frame, 100).fill(n);
  const sum = total(frame, 100);
  free(frame);
  return sum;
});
