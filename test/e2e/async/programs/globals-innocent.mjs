// An instance for each conversation, one after another in a third, and a callback that changes nothing.
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

const module = new WebAssembly.Module(readFileSync(new URL('tally.wasm', import.meta.url)));
function fresh() {
  const instance = new WebAssembly.Instance(module, { env: { progress: (step) => void (step === 3 && instance.exports.finish()) } });
  return instance.exports;
}

async function converse({ begin, push, finish }, seed) {
  begin();
  push(seed);
  await pause(2);
  push(seed + 1);
  await pause(2);
  return finish();
}
console.log(await Promise.all([converse(fresh(), 5), converse(fresh(), 9)]));
const one = fresh();
for (const seed of [1, 2, 3]) console.log(await converse(one, seed), one.train(10n));
