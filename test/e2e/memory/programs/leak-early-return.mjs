import { instance, serve } from './heap.mjs';

const { memory, malloc, free, total } = instance.exports;

function decode(n) {
  const frame = new Uint8Array(512).fill(n);
  const address = malloc(frame.length); // BUG(memory/leaked-allocation): not freed when the frame is bad
  new Uint8Array(memory.buffer, address, frame.length).set(frame);
  if (n % 3 === 0) return 'bad frame';
  const sum = total(address, frame.length);
  free(address);
  return sum;
}

await serve(decode);
