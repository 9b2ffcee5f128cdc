// A pool with a cap that fills on demand, instances for one request that are dropped, and one swap to a new instance.
import { readFileSync } from 'node:fs';
import { serve } from './heap.mjs';

const module = new WebAssembly.Module(readFileSync(new URL('heap.wasm', import.meta.url)));
const make = () => new WebAssembly.Instance(module, { wasi_snapshot_preview1: {} });
const pool = [];
let active = make();
let previous;

await serve((n) => {
  if (pool.length < 12) pool.push(make());
  if (n === 150) [previous, active] = [active, make()];
  const once = n % 4 === 0 ? make() : pool[n % pool.length];
  return once.exports.total(16, 64) + active.exports.total(16, 64) + (previous ? 1 : 0);
});
