import { EventEmitter } from 'node:events';
import { serve } from './heap.mjs';

const byKey = {};
const frames = [];
const tenants = new Map([['a', []], ['b', []]]);
const news = new EventEmitter().setMaxListeners(0);
let text = '';

class Store {
  #entries = new Map();
  put(n) {
    this.#entries.set(n, { n }); // BUG(memory/unbounded-collection): a map in a private field
  }
}
const store = new Store();

function remembering() {
  const seen = new Set();
  return (id) => {
    seen.add(id); // BUG(memory/unbounded-collection): a set that only a closure knows
    return seen.size;
  };
}
const remember = remembering();

await serve((n) => {
  store.put(n);
  remember(`id-${n}`);
  byKey[`k${n}`] = n; // BUG(memory/unbounded-collection): an object as dictionary
  frames.push(Buffer.alloc(2_000, n)); // BUG(memory/unbounded-collection): buffers in a list
  tenants.get(n % 2 ? 'a' : 'b').push(n); // BUG(memory/unbounded-collection): a list for each tenant
  news.on('item', () => n); // BUG(memory/unbounded-collection): a listener for each request
  text += `request ${n} of many was answered\n`; // BUG(memory/unbounded-collection): a log in a string
  return text.length;
}, 8_000);
