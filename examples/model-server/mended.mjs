import { CANDIDATES, instanceOf, serve } from './service.mjs';
import { deploy, newest } from './store.mjs';

await deploy('scorer', 1);

const loaded = new Map();

/** Instances by name and revision: made once, asked for by the key that they are kept under. */
function modelFor(name) {
  const { revision, bytes } = newest(name);
  const key = `${name}@${revision}`;
  if (!loaded.has(key)) {
    loaded.clear(); // an older revision is not asked for again
    loaded.set(key, WebAssembly.compile(bytes).then((module) => Promise.all([instanceOf(module), instanceOf(module)])));
  }
  return loaded.get(key);
}

let turn = 0;

async function rank(seed) {
  const replicas = await modelFor('scorer');
  return replicas[turn++ % replicas.length].exports.best_of(seed * CANDIDATES, CANDIDATES);
}

await serve({
  score: async (seed) => (await modelFor('scorer'))[0].exports.score_of(seed),
  rank,
  deployed: () => modelFor('scorer'),
});
