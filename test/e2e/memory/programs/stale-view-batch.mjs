// No server: a script whose variables no walk through the program comes to, as they live in functions that are still running.
import { setTimeout as sleep } from 'node:timers/promises';
import { instance } from './heap.mjs';

const { memory, malloc, free, reserve } = instance.exports;
const floats = (at, count) => new Float32Array(memory.buffer, at, count);

async function stream() {
  const address = malloc(400);
  const frame = new Float32Array(memory.buffer, address, 100);
  let sum = 0;
  for (let n = 0; n < 60; n++) {
    if (n === 20) free(reserve(4 << 20));
    floats(address, 100).fill(n);
    sum += frame[n]; // BUG(async/stale-view): declared outside of the loop, by a function that is still running
    await sleep(2);
  }
  free(address);
  return sum;
}

function batch() {
  const address = malloc(64);
  const weights = floats(address, 16);
  weights.fill(2);
  free(reserve(16 << 20));
  for (let i = 0; i < 16; i++) weights[i] *= 2; // BUG(async/stale-view): in one go, after the growth; a helper made the view
  free(address);
}

console.log(await stream(), batch());
