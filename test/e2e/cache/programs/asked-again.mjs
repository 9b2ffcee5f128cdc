// A class of cache that asks its map again before it puts in what was computed: with room for too few, and for all.
import { instance, serve } from '../../memory/programs/heap.mjs';

const { memory, malloc, free, total } = instance.exports;

class Recent {
  #kept = new Map();
  #room;

  constructor(room) {
    this.#room = room;
  }

  get(key) {
    return this.#kept.get(key); // BUG(cache/miss-rate)
  }

  set(key, value) {
    if (this.#kept.get(key) === value) return;
    this.#kept.set(key, value);
    if (this.#kept.size > this.#room) this.#kept.delete(this.#kept.keys().next().value);
  }
}

function compute(text) {
  const bytes = new TextEncoder().encode(text);
  const address = malloc(bytes.length);
  new Uint8Array(memory.buffer).set(bytes, address);
  const sum = total(address, bytes.length);
  free(address);
  return sum;
}

function answered(recent, question) {
  let answer = recent.get(question);
  if (answer === undefined) recent.set(question, (answer = compute(question)));
  return answer;
}

const [small, large] = [new Recent(8), new Recent(20)];
await serve((n) => answered(small, `what is known of subject ${n % 12}?`) + answered(large, `what else of subject ${n % 12}?`));
