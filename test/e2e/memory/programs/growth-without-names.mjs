// A module of its own allocator: a bump that is never reset. Nobody can follow it, but the memory grows.
import { serve } from './heap.mjs';
import { readFileSync } from 'node:fs';

const { instance } = await WebAssembly.instantiate(readFileSync(new URL('bump.wasm', import.meta.url)));
const { memory, take } = instance.exports;

function handle(n) {
  const address = take(30_000); // BUG(memory/linear-growth): arenas are taken and never given back
  new Uint8Array(memory.buffer, address, 100).fill(n);
  return address;
}

await serve(handle);
