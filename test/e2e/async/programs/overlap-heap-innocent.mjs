// Sessions that lie in one heap and are opened and closed between each other's calls: only the allocator's books are shared.
import { readFileSync } from 'node:fs';
import { pause, serve, times } from './session.mjs';

const { instance } = await WebAssembly.instantiate(readFileSync(new URL('../../memory/programs/heap.wasm', import.meta.url)), { wasi_snapshot_preview1: {} });
const { malloc, free, total, memory } = instance.exports;

async function converse(seed) {
  const history = [];
  for (let turn = 0; turn < 4; turn++) {
    const size = 40 * (seed + turn);
    const text = malloc(size);
    new Uint8Array(memory.buffer, text, size).fill(turn + 1);
    history.push([text, size]);
    await pause(1);
  }
  let sum = 0;
  for (const [text, size] of history) {
    sum += total(text, size);
    await pause(1);
    free(text);
  }
  return sum;
}

console.log(await Promise.all([1, 2, 3, 4].map(converse)));
await serve(async (request, response) => response.end(String(await converse(request.url.length))), times(4, ['/a', '/bcd', '/efghi']));
