import { readFileSync } from 'node:fs';
import createKernel from './kernel-broken.js';
import { DIMS, fetchRows, serve } from './service.mjs';

const MAX_HITS = 100;
const wasmBinary = readFileSync(new URL('kernel-broken.wasm', import.meta.url));
const kernel = await createKernel({ wasmBinary, dims: DIMS, fetchRows });
const queryAt = kernel._malloc(DIMS * 4);
const hitsAt = kernel._malloc(MAX_HITS * 8);
const hits = new Float32Array(kernel.HEAPF32.buffer, hitsAt, MAX_HITS * 2);

await serve(async (query, k, pageRows) => {
  kernel.HEAPF32.set(query, queryAt / 4);
  // BUG(async/overlapping-call): Asyncify can suspend only one call of an instance, and a second request may come
  const found = await kernel.ccall('search', 'number', Array(5).fill('number'), [queryAt, DIMS, k, pageRows, hitsAt], { async: true });
  if (found < 0) throw new RangeError('the query has no direction');
  // BUG(async/stale-view): `hits` was made before the memory grew
  return Array.from({ length: found }, (_, i) => ({ row: hits[2 * i], score: hits[2 * i + 1] }));
});
