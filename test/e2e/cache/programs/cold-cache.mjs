// Innocent: a cache that starts empty, is asked for each model once, and then hits.
import { readFile } from 'node:fs/promises';
import { ask, moduleFile } from './serve.mjs';

const kept = new Map();
async function model(name) {
  if (!kept.has(name)) kept.set(name, readFile(moduleFile(name)).then((bytes) => WebAssembly.instantiate(bytes)));
  return (await kept.get(name)).instance;
}

await ask(async ({ pathname }) => (await model(pathname.slice(1))).exports.score_of(1), Array.from({ length: 30 }, (_, i) => (i % 2 ? '/one' : '/two')));
