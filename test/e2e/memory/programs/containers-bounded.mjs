import { serve } from './heap.mjs';

const lru = new Map();
const ring = new Array(200).fill(null);
const kinds = {};
const queue = [];
const recent = new Set();
const warm = new Map();

await serve((n) => {
  lru.delete(n % 300);
  lru.set(n % 300, n);
  if (lru.size > 100) lru.delete(lru.keys().next().value);
  ring[n % ring.length] = n;
  kinds[`kind-${n % 12}`] = n;
  queue.push(n);
  if (queue.length >= 90) queue.length = 0;
  recent.add(n);
  recent.delete(n - 50);
  if (n < 150) warm.set(n, n);
  return lru.size;
}, 4_500);
