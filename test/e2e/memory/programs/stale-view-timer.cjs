// A timer's callback uses the view; nothing that the process lists leads to it.
const { readFileSync } = require('node:fs');

void WebAssembly.instantiate(readFileSync(`${__dirname}/heap.wasm`), { wasi_snapshot_preview1: {} }).then(({ instance }) => {
  const { memory, malloc, free, reserve } = instance.exports;
  const address = malloc(400);
  const scores = new Float32Array(memory.buffer, address, 100);
  let n = 0;
  const timer = setInterval(() => {
    if (++n === 20) free(reserve(4 << 20));
    new Float32Array(memory.buffer, address, 100).fill(n);
    if (scores[n % 100] !== n && n > 400) clearInterval(timer); // BUG(async/stale-view)
  }, 4);
});
