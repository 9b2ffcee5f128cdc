// Views that are made anew when the buffer has changed, as generated glue does, and one that is used only before.
import { instance, serve } from './heap.mjs';

const { memory, malloc, reserve } = instance.exports;
const address = malloc(400);
const early = new Uint8Array(memory.buffer, address, 400);
early[0] = 1;
let cached = new Float32Array(memory.buffer);

function floats() {
  if (cached.byteLength === 0) cached = new Float32Array(memory.buffer);
  return cached;
}

await serve((n) => {
  if (n === 40) reserve(4 << 20);
  floats()[address / 4] = n;
  return floats()[address / 4];
});
