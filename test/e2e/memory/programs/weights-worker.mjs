// PART OF the programs here: a worker with weights of its own.
import { readFileSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';

const { instance } = await WebAssembly.instantiate(readFileSync(new URL('heap.wasm', import.meta.url)), { wasi_snapshot_preview1: {} });
const { malloc, total, memory } = instance.exports;
const at = malloc(workerData.bytes);
const weights = new Uint8Array(workerData.bytes);
for (let index = 0, state = workerData.seed; index < weights.length; index++) weights[index] = (state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0) >>> 24;
new Uint8Array(memory.buffer).set(weights, at); // BUG(memory/duplicate-data): each worker has its own
setTimeout(() => parentPort.postMessage(total(at, 1_000)), 1_500);
