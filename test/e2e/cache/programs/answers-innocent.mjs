// Innocent: answers that come back more often than not, questions that never come again, and a record of users who ask the same.
import { instance, serve } from '../../memory/programs/heap.mjs';

const { memory, malloc, free, total } = instance.exports;

function compute(question) {
  const text = new TextEncoder().encode(question);
  const address = malloc(text.length);
  new Uint8Array(memory.buffer).set(text, address);
  const sum = total(address, text.length);
  free(address);
  return sum;
}

class Kept {
  entries = new Map();

  get(key, make) {
    if (!this.entries.has(key)) this.entries.set(key, make());
    if (this.entries.size > 8) this.entries.delete(this.entries.keys().next().value);
    return this.entries.get(key);
  }
}

const [popular, unique, users] = [new Kept(), new Kept(), new Kept()];
await serve((n) => {
  const often = `what is known of subject ${n % 10 < 8 ? n % 4 : 4 + (n % 20)}?`;
  users.get(n, () => ({ since: Date.now(), questions: [] })).questions.push(n);
  return popular.get(often, () => compute(often)) + unique.get(n, () => compute(`${often} ${n}`)) + compute('greetings');
});
