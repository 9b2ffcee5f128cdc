// The inference service: `GET /score?seed=7` (an item's score) and `GET /rank?seed=7` (the best of eight) ask the newest model,
// `POST /deploy?revision=2` replaces it. With `--load` it drives itself and exits; `--port N` chooses the port.
import { Agent, createServer, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { close, deploy } from './store.mjs';

/** `LOAD=3` asks three times as often, and as much. */
const LOAD = Number(process.env.LOAD ?? 1);
const WEIGHTS_SEED = 2024;
/** `GET /rank?seed=7` chooses among this many items. */
export const CANDIDATES = 8;

export async function instanceOf(module) {
  const instance = await WebAssembly.instantiate(module, {});
  instance.exports.load_weights(WEIGHTS_SEED);
  return instance;
}

/** `routes.score(seed)` and `routes.rank(seed)` answer with a number; `routes.deployed()` hears of a new revision. */
export async function serve(routes) {
  const { values } = parseArgs({ options: { port: { type: 'string', default: '0' }, load: { type: 'boolean', default: false } } });
  const answer = async (url) => {
    const number = (name, otherwise) => Number(url.searchParams.get(name) ?? otherwise);
    if (url.pathname === '/score') return { score: await routes.score(number('seed', 1)) };
    if (url.pathname === '/rank') return { best: await routes.rank(number('seed', 1)) };
    if (url.pathname !== '/deploy') return null;
    await deploy('scorer', number('revision', 2));
    await routes.deployed();
    return { deployed: number('revision', 2) };
  };
  const server = createServer((incoming, response) => {
    answer(new URL(incoming.url, 'http://localhost')).then(
      (body) => response.writeHead(body ? 200 : 404, { 'content-type': 'application/json' }).end(JSON.stringify(body)),
      (error) => response.writeHead(500).end(JSON.stringify({ error: error.message })),
    );
  });
  await new Promise((resolve) => server.listen(Number(values.port), '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${server.address().port}`;
  console.log(`model-server listening on ${address}`);
  const stop = async () => {
    server.close();
    server.closeAllConnections();
    await close();
  };
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => stop().finally(() => process.exit(0)));
  if (!values.load) return;
  await load(address);
  await stop();
}

const agent = new Agent({ keepAlive: true });
const ask = (address, path, method = 'GET') =>
  new Promise((resolve, reject) => {
    const asked = request(address + path, { method, agent }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part) => (text += part)).on('end', () => resolve(JSON.parse(text)));
    });
    asked.on('error', reject).end();
  });

/** One client, a fixed number of rounds; a new revision is deployed a third of the way. */
async function load(address, rounds = 300 * LOAD) {
  let scores = 0;
  let bests = 0;
  for (let round = 0; round < rounds; round++) {
    if (round === rounds / 3) await ask(address, '/deploy?revision=2', 'POST');
    scores += (await ask(address, `/score?seed=${round}`)).score;
    bests += (await ask(address, `/rank?seed=${round}`)).best;
    await delay(15 / LOAD);
  }
  agent.destroy();
  console.log(`load done: ${rounds} rounds, scores ${scores}, bests ${bests}`);
}
