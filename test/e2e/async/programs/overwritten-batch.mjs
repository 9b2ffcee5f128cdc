// The results of a batch are views from the glue's own: by the time that they are put together all are the last one.
import { readFileSync } from 'node:fs';

const { instance } = await WebAssembly.instantiate(readFileSync(new URL('results.wasm', import.meta.url)));
const { infer, memory } = instance.exports;
const heap = new Float32Array(memory.buffer);

function batch(seeds) {
  const results = seeds.map((seed) => {
    const at = infer(seed) / 4;
    return heap.subarray(at, at + 64); // BUG(async/overwritten-view): a view, not a copy
  });
  return results.map((scores) => scores[3]);
}

const sums = [];
for (let n = 0; n < 60; n++) sums.push(batch(Array.from({ length: 32 }, (_, index) => n * 32 + index)));
console.log(sums.at(-1).join(' '));
