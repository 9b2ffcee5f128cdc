// Addresses that come again with another block, addresses within a later block, and numbers that look like addresses.
import { instance } from './heap.mjs';

const { malloc, free, total, remember, memory } = instance.exports;

let sum = 0;
for (let n = 0; n < 300; n++) {
  const at = malloc(48 + (n % 7) * 16);
  new Uint8Array(memory.buffer).fill(n, at, at + 48);
  sum += total(at, 48);
  remember(at, 48);
  free(at);
}
const small = [malloc(32), malloc(32), malloc(32)];
for (const at of small) free(at);
const large = malloc(4_096);
sum += total(large, 16);
for (let from = large; from < large + 4_096; from += 16) sum += total(from, 16);
free(large);
for (let size = 1_024; size < 60_000; size += 8) sum += total(small[0] & 0, size);
console.log(sum);
