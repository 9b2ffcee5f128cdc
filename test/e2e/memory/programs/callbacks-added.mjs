import { readFileSync } from 'node:fs';
import { serve } from './heap.mjs';

const { instance } = await WebAssembly.instantiate(readFileSync(new URL('tables.wasm', import.meta.url)));
const { functions, answer, call } = instance.exports;

function register(callback) {
  const slot = functions.grow(1); // BUG(memory/table-growth): a slot for each callback
  functions.set(slot, callback);
  return slot;
}

await serve(() => call(register(answer)));
