import { readFile } from 'node:fs/promises';
import { ask, moduleFile, repeat } from './serve.mjs';

const bytes = await readFile(moduleFile('one'));
await ask(async () => {
  const { instance } = await WebAssembly.instantiate(bytes); // BUG(cache/recompiled)
  instance.exports.load_weights(1);
  return instance.exports.score_of(7);
}, repeat(12, '/'));
