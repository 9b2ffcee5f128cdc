// The arena grows for the first requests, and is used again from then on. Another grew once, at start.
import { serve } from './heap.mjs';
import { readFileSync } from 'node:fs';

const { instance } = await WebAssembly.instantiate(readFileSync(new URL('bump.wasm', import.meta.url)));
const { memory, take } = instance.exports;
take(2_000_000);
const arenas = [];

await serve((n) => {
  if (arenas.length < 60) arenas.push(take(30_000));
  const address = arenas[n % arenas.length];
  new Uint8Array(memory.buffer, address, 100).fill(n);
  return address;
});
