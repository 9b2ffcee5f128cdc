// The host is asked for each row, and answers at once with a promise: the call is suspended for every one.
import { withIdle, pause } from '../../async/programs/session.mjs';
import { readFileSync } from 'node:fs';

const table = Array.from({ length: 4_000 }, (_, id) => id % 97);
const rowOf = async (id) => table[id % table.length];
const { instance } = await WebAssembly.instantiate(readFileSync(new URL('../../async/programs/session.wasm', import.meta.url)), withIdle({ wait_row: new WebAssembly.Suspending(rowOf) }));
const gather = WebAssembly.promising(instance.exports.gather);

async function gatherAll() {
  let sum = 0;
  for (let id = 0; id < 4_000; id++) sum += await gather(id); // BUG(async/chatty-await): one call could gather them all
  return sum;
}
console.log(await gatherAll());
await pause(300);
