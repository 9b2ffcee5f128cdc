// A rush on an empty cache: everybody compiles.
import { readFile } from 'node:fs/promises';
import { moduleFile } from './serve.mjs';

const small = await readFile(moduleFile('one'));
// A megabyte of content in a section of its own makes compilation last a moment.
const size = 1 << 20;
const leb = (n) => [(n & 0x7f) | 0x80, ((n >> 7) & 0x7f) | 0x80, (n >> 14) & 0x7f];
const bytes = Buffer.concat([small, Buffer.from([0, ...leb(size + 2), 1, 0x70]), Buffer.alloc(size)]);
const kept = new Map();
async function model(name) {
  if (!kept.has(name)) kept.set(name, await WebAssembly.compile(bytes)); // BUG(cache/stampede)
  return kept.get(name);
}
await Promise.all(Array.from({ length: 8 }, () => model('it')));
await model('it');
await new Promise((resolve) => setTimeout(resolve, 300));
