// Views that are made anew in each round, that a helper refreshes, or that nobody uses after the growth.
import { setTimeout as sleep } from 'node:timers/promises';
import { instance } from './heap.mjs';

const { memory, malloc, free, reserve } = instance.exports;
const address = malloc(400);
const floats = (at, count) => new Float32Array(memory.buffer, at, count);
let view = floats(address, 100);
const fresh = () => (view.buffer === memory.buffer ? view : (view = floats(address, 100)));

class Glue {
  constructor() {
    this.refresh();
  }
  refresh() {
    this.bytes = new Uint8Array(memory.buffer);
  }
  read(at) {
    if (this.bytes.length === 0) this.refresh();
    return this.bytes[at];
  }
}
const glue = new Glue();

function step(n) {
  const scratch = floats(address, 100);
  scratch.fill(n);
  if (n === 30) {
    free(reserve(8 << 20));
    return floats(address, 100)[3];
  }
  return scratch[1];
}

let sum = 0;
const early = new Uint8Array(memory.buffer, address, 4);
sum += early[0];
for (let n = 0; n < 60; n++) {
  if (n === 20) free(reserve(4 << 20));
  const scores = floats(address, 100);
  scores.fill(n);
  sum += scores[1] + fresh()[0] + glue.read(address) + step(n);
  await sleep(4);
}
console.log(sum);
