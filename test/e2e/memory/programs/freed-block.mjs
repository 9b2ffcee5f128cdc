// A frame is released where it is refused, and used all the same; another one is released twice.
import { instance } from './heap.mjs';

const { malloc, free, total, remember, memory } = instance.exports;

function take(frame) {
  const at = malloc(frame.length);
  new Uint8Array(memory.buffer).set(frame, at);
  if (frame[0] === 0) free(at);
  return at;
}

let sum = 0;
for (let n = 0; n < 200; n++) {
  const at = take(Uint8Array.from({ length: 64 }, (_, index) => (n + index) % 50));
  sum += total(at, 64); // BUG(memory/use-after-free): released by take where the frame begins with 0
  if (n % 50 !== 0) free(at);
}
const last = take(Uint8Array.of(1, 2, 3));
remember(last, 3);
free(last);
free(last); // BUG(memory/use-after-free): a second time
console.log(sum);
