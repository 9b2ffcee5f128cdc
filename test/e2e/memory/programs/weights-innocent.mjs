// Large memories that hold different weights, the same little, or the same byte all over.
import { readFileSync } from 'node:fs';

const module = await WebAssembly.compile(readFileSync(new URL('heap.wasm', import.meta.url)));
const make = () => new WebAssembly.Instance(module, { wasi_snapshot_preview1: {} }).exports;

function withWeights(bytes, seed) {
  const exports = make();
  const at = exports.malloc(bytes);
  const weights = new Uint8Array(exports.memory.buffer, at, bytes);
  for (let index = 0, state = seed; index < bytes; index++) weights[index] = (state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0) >>> 24;
  return exports;
}

function filled(bytes) {
  const exports = make();
  const at = exports.malloc(bytes);
  new Uint8Array(exports.memory.buffer).fill(9, at, at + bytes);
  return exports;
}

const held = [withWeights(6 << 20, 1), withWeights(6 << 20, 2), withWeights(1 << 20, 3), withWeights(1 << 20, 3), filled(8 << 20), filled(8 << 20)];
await new Promise((resolve) => setTimeout(resolve, 1_500));
console.log(held.map(({ total }) => total(66_560, 100)).join(' '));
