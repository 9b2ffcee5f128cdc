// What two conversations share are globals of the module, which nobody exports.
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

const { instance } = await WebAssembly.instantiate(readFileSync(new URL('tally.wasm', import.meta.url)), {
  env: {
    progress(step) {
      if (step === 3) cancel(); // BUG(async/reentrant-call)
    },
  },
});
const { begin, push, finish, cancel, train } = instance.exports;

async function converse(seed) {
  begin(); // BUG(async/overlapping-call)
  push(seed);
  await pause(2);
  push(seed + 1);
  await pause(2);
  return finish();
}
console.log(await Promise.all([converse(5), converse(9)]), train(10n));
