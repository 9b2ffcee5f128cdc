import { CANDIDATES, instanceOf, serve } from './service.mjs';
import { deploy, newest } from './store.mjs';

await deploy('scorer', 1);

const loaded = new Map();

async function modelFor(name) {
  const { revision, bytes } = newest(name);
  const known = loaded.get(`${name}@newest`); // BUG(cache/miss-rate): kept below under its number, so never found
  if (known) return known;
  const instance = await instanceOf(await WebAssembly.compile(bytes)); // BUG(cache/recompiled): once per request
  loaded.set(`${name}@${revision}`, instance);
  return instance;
}

const module = await WebAssembly.compile(newest('scorer').bytes);
const replicas = [await instanceOf(module), await instanceOf(module)];
let turn = 0;

function rank(seed) {
  const { exports } = replicas[turn++ % replicas.length];
  return exports.best_of(seed * CANDIDATES, CANDIDATES); // BUG(cache/stale-version): the second replica stays as it was
}

await serve({
  score: async (seed) => (await modelFor('scorer')).exports.score_of(seed),
  rank,
  // Only one of the replicas is replaced: the other goes on with the older revision.
  deployed: async () => void (replicas[0] = await instanceOf(await WebAssembly.compile(newest('scorer').bytes))),
});
