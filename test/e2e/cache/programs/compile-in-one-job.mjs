// One request compiles the same module again for each of its items: nobody else is in its way.
import { readFile } from 'node:fs/promises';
import { ask, moduleFile } from './serve.mjs';

const bytes = await readFile(moduleFile('one'));
await ask(async () => {
  let total = 0;
  for (let item = 0; item < 30; item++) {
    const { instance } = await WebAssembly.instantiate(bytes); // BUG(cache/recompiled)
    instance.exports.load_weights(1);
    total += instance.exports.score_of(item);
  }
  return total;
}, ['/']);
