// An instance for each request, as nothing is shared then; a closure keeps each of them.
import { readFileSync } from 'node:fs';
import { serve } from './heap.mjs';

const module = await WebAssembly.compile(readFileSync(new URL('heap.wasm', import.meta.url)));
const cleanups = [];

async function handle() {
  const instance = await WebAssembly.instantiate(module, { wasi_snapshot_preview1: {} }); // BUG(memory/instance-leak): held by its clean-up
  cleanups.push(() => instance.exports.free(0)); // BUG(memory/unbounded-collection): by this
  return instance.exports.total(16, 64);
}

let pending = 0;
await serve((n) => {
  if (n % 8 === 0) void handle().then((sum) => (pending += sum));
  return pending;
});
