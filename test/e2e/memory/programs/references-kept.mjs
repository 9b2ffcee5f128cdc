import { readFileSync } from 'node:fs';
import { serve } from './heap.mjs';

const { instance } = await WebAssembly.instantiate(readFileSync(new URL('tables.wasm', import.meta.url)));
const { keep } = instance.exports;

function handle(n) {
  return keep({ session: n }); // BUG(memory/table-growth): nobody releases it
}

await serve(handle);
