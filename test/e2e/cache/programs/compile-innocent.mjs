// Innocent: one compilation, an instance per request; another module once; other bytes after a rebuild.
import { readFileSync } from 'node:fs';
import { ask, moduleFile, repeat } from './serve.mjs';

const module = new WebAssembly.Module(readFileSync(moduleFile('one')));
const other = readFileSync(moduleFile('two'));
let rebuilt = 0;
await ask(async ({ pathname }) => {
  // A section of its own makes other bytes of each rebuild (custom section 'v', one byte of content).
  if (pathname === '/rebuild') await WebAssembly.compile(Buffer.concat([other, Buffer.from([0, 3, 1, 0x76, rebuilt++])]));
  const instance = await WebAssembly.instantiate(module);
  instance.exports.load_weights(1);
  return instance.exports.score_of(7);
}, [...repeat(10, '/'), ...repeat(4, '/rebuild')]);
