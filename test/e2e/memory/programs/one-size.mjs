// The same allocator with frames of one size: every hole is used again.
import { readFileSync } from 'node:fs';
import { serve } from './heap.mjs';

const { instance } = await WebAssembly.instantiate(readFileSync(new URL('free-list.wasm', import.meta.url)));
const { memory, malloc, free } = instance.exports;
const ring = [];

await serve((n) => {
  const address = malloc(20_000);
  new Uint8Array(memory.buffer, address, 100).fill(n);
  ring.push(address);
  if (ring.length > 8) free(ring.shift());
  return address;
});
