// Room for eight answers, and twelve questions that come round: each answer is thrown out just before it is asked for again.
import { instance, serve } from '../../memory/programs/heap.mjs';

const { memory, malloc, free, total } = instance.exports;
const kept = new Map();

function answer(question) {
  const known = kept.get(question); // BUG(cache/miss-rate)
  if (known !== undefined) return known;
  const text = new TextEncoder().encode(question);
  const address = malloc(text.length);
  new Uint8Array(memory.buffer).set(text, address);
  const sum = total(address, text.length);
  free(address);
  kept.set(question, sum);
  if (kept.size > 8) kept.delete(kept.keys().next().value);
  return sum;
}

await serve((n) => answer(`what is known of subject ${n % 12}?`));
