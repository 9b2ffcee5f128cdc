// Room for one model, and two in use: each is thrown out just before it is asked for again.
import { readFile } from 'node:fs/promises';
import { ask, moduleFile } from './serve.mjs';

const bytes = { one: await readFile(moduleFile('one')), two: await readFile(moduleFile('two')) };
const kept = new Map();

async function model(name) {
  const known = kept.get(name); // BUG(cache/miss-rate)
  if (known) return known;
  const { instance } = await WebAssembly.instantiate(bytes[name]); // BUG(cache/recompiled)
  if (kept.size >= 1) kept.delete(kept.keys().next().value);
  kept.set(name, instance);
  return instance;
}

await ask(async ({ pathname }) => (await model(pathname.slice(1))).exports.score_of(1), Array.from({ length: 24 }, (_, i) => (i % 2 ? '/one' : '/two')));
