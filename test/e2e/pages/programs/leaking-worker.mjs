import { pause } from './modules.mjs';

const { instance } = await WebAssembly.instantiateStreaming(fetch('/memory/programs/heap.wasm'), { wasi_snapshot_preview1: {} });
const { memory, malloc, free, total } = instance.exports;
for (let n = 0; n < 1_000; n++) {
  const copy = malloc(256); // LEAK: only even ones are freed
  new Uint8Array(memory.buffer, copy, 256).fill(n);
  total(copy, 256);
  if (n % 2 === 0) free(copy);
  if (n % 20 === 0) await pause(10);
}
onmessage = ({ data }) => postMessage(data.length);
postMessage('ready');
