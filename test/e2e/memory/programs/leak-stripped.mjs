// A stripped build: of its allocator there are the exports alone, which lead to the functions that the module itself calls.
import { readFileSync } from 'node:fs';
import { serve } from './heap.mjs';

/** Without its custom sections (Wasm 3.0, 5.5.3). */
function stripped(bytes) {
  const kept = [bytes.subarray(0, 8)];
  for (let start = 8, at = 8; start < bytes.length; start = at) {
    const id = bytes[at++];
    let size = 0;
    for (let shift = 0, byte = 0x80; byte & 0x80; shift += 7) size |= ((byte = bytes[at++]) & 0x7f) << shift;
    at += size;
    if (id !== 0) kept.push(bytes.subarray(start, at));
  }
  return Buffer.concat(kept);
}

const { instance } = await WebAssembly.instantiate(stripped(readFileSync(new URL('heap.wasm', import.meta.url))), { wasi_snapshot_preview1: {} });
const { memory, reserve, free, total, malloc } = instance.exports;

await serve((n) => {
  const scratch = reserve(100 + (n % 3));
  const record = reserve(200 + (n % 5)); // BUG(memory/leaked-allocation): the scratch space alone is released
  const frame = malloc(300);
  new Uint8Array(memory.buffer, frame, 300).fill(n);
  const sum = total(frame, 300) + record;
  free(frame);
  free(scratch);
  return sum;
});
