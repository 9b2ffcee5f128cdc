// Each frame is a little larger than the last, so none fits a hole; what is in use stays the same.
import { readFileSync } from 'node:fs';
import { serve } from './heap.mjs';

const { instance } = await WebAssembly.instantiate(readFileSync(new URL('free-list.wasm', import.meta.url)));
const { memory, malloc, free } = instance.exports;
const ring = [];

function handle(n) {
  const address = malloc(20_000 + n * 16); // BUG(memory/fragmentation): the holes are all too small
  new Uint8Array(memory.buffer, address, 100).fill(n);
  ring.push(address);
  if (ring.length > 8) free(ring.shift());
  return address;
}

await serve(handle);
