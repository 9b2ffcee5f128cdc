// Each request brings more than any before: the memory grows all along, and what it has is written anew each time.
import { readFileSync } from 'node:fs';
import { serve } from './heap.mjs';

const { instance } = await WebAssembly.instantiate(readFileSync(new URL('bump.wasm', import.meta.url)));
const { memory } = instance.exports;
const start = memory.buffer.byteLength;

function handle(n) {
  const bytes = new Uint8Array(1_000 * (n + 1)).fill(n + 1);
  const missing = start + bytes.length - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / 65_536));
  new Uint8Array(memory.buffer).set(bytes, start);
  return bytes.length;
}

await serve(handle);
