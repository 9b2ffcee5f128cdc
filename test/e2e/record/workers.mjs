// The main thread sleeps; two workers, started one after another, spend their time in hot.wasm.
import { readFileSync } from 'node:fs';
import { Worker, isMainThread } from 'node:worker_threads';

if (isMainThread) {
  const first = new Worker(new URL(import.meta.url), { argv: process.argv.slice(2) });
  first.once('online', () => new Worker(new URL(import.meta.url), { argv: process.argv.slice(2) }));
} else {
  const { instance } = await WebAssembly.instantiate(readFileSync(new URL('../../fixtures/hot.wasm', import.meta.url)));
  const end = Date.now() + Number(process.argv[2]);
  while (Date.now() < end) instance.exports.handle(500_000);
}
