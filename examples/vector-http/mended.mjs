import { readFileSync } from 'node:fs';
import createKernel from './kernel-mended.js';
import { DIMS, fetchRows, serve } from './service.mjs';

const MAX_HITS = 100;
const wasmBinary = readFileSync(new URL('kernel-mended.wasm', import.meta.url));
const kernel = await createKernel({ wasmBinary, dims: DIMS, fetchRows });
const queryAt = kernel._malloc(DIMS * 4);
const hitsAt = kernel._malloc(MAX_HITS * 8);

let last = Promise.resolve();
/** Asyncify can suspend only one call of an instance: the next one waits for its turn. */
function inTurn(work) {
  const result = last.then(work);
  last = result.catch(() => undefined);
  return result;
}

await serve((query, k, pageRows) =>
  inTurn(async () => {
    kernel.HEAPF32.set(query, queryAt / 4);
    const found = await kernel.ccall('search', 'number', Array(5).fill('number'), [queryAt, DIMS, k, pageRows, hitsAt], { async: true });
    if (found < 0) throw new RangeError('the query has no direction');
    // A fresh view: the one of before the call is gone if the memory grew.
    const hits = new Float32Array(kernel.HEAPF32.buffer, hitsAt, found * 2);
    return Array.from({ length: found }, (_, i) => ({ row: hits[2 * i], score: hits[2 * i + 1] }));
  }),
);
