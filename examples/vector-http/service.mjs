// The service around the kernel: `GET /search?seed=7&k=5` answers with the k rows nearest to a query vector.
// With `--load` it drives itself and exits; `--port N` chooses the port (default: any free one).
import { createServer, get } from 'node:http';
import { setImmediate as turn, setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';

export const DIMS = 768;
const ROWS = 384;
const MAX_WAIT_MS = 2_000;
/** `LOAD=3` asks three times as often. */
const LOAD = Number(process.env.LOAD ?? 1);

/** Small deterministic numbers in [-1, 1), so that answers can be compared between the two entries. */
function numbers(seed, count) {
  let state = Math.imul(seed + 1, 2654435761) >>> 0;
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

const store = numbers(42, ROWS * DIMS);

/** The row store: another tier that answers a moment later. */
export async function fetchRows(first, count) {
  await turn();
  return store.subarray(first * DIMS, Math.min(first + count, ROWS) * DIMS);
}

/** Seed 0 asks with a null vector, which has no direction: a client's error. */
const queryOf = (seed) => (seed === 0 ? new Float32Array(DIMS) : numbers(seed, DIMS));

async function answer(search, url) {
  const parameters = new URL(url, 'http://localhost').searchParams;
  const number = (name, otherwise) => Number(parameters.get(name) ?? otherwise);
  const timeout = delay(MAX_WAIT_MS, { status: 504, body: { error: 'no answer in time' } }, { ref: false });
  const work = search(queryOf(number('seed', 1)), number('k', 5), number('page', 32)).then(
    (hits) => (hits.every(({ score }) => score > 0) ? { status: 200, body: { hits } } : { status: 500, body: { error: 'no scores' } }),
    (error) => ({ status: error instanceof RangeError ? 400 : 500, body: { error: String(error.message) } }),
  );
  return Promise.race([work, timeout]);
}

/** `search(query, k, pageRows)` resolves to hits or throws RangeError for a query without direction. */
export async function serve(search) {
  const { values } = parseArgs({ options: { port: { type: 'string', default: '0' }, load: { type: 'boolean', default: false } } });
  const server = createServer((request, response) => {
    void answer(search, request.url).then(({ status, body }) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  });
  process.on('unhandledRejection', (error) => console.error(`still serving after: ${error}`));
  await new Promise((resolve) => server.listen(Number(values.port), '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${server.address().port}`;
  console.log(`vector-http listening on ${address}`);
  if (!values.load) return;
  await load(address);
  server.close();
  server.closeAllConnections();
}

const ask = (address, path) =>
  new Promise((resolve, reject) => {
    get(address + path, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part) => (text += part)).on('end', () => resolve({ status: response.statusCode, text }));
    }).on('error', reject);
  });

/** Five seconds of work, and on a slow machine this many rounds. */
const LEAST_ROUNDS = 80;

/** One client at a time, every other query a bad one; later large pages as well; at the end two clients at once. */
async function load(address) {
  const statuses = {};
  const count = ({ status }) => (statuses[status] = (statuses[status] ?? 0) + 1);
  const start = Date.now();
  let round = 0;
  let largePages = 0;
  for (; Date.now() < start + 5_000 || round < LEAST_ROUNDS; round++) {
    count(await ask(address, `/search?seed=${(round % 50) + 1}`));
    count(await ask(address, '/search?seed=0'));
    if (Date.now() > start + 2_500 + 400 * largePages) {
      largePages++;
      count(await ask(address, `/search?seed=${(round % 50) + 1}&page=1024`));
    }
    await delay(4 / LOAD);
  }
  for (let pair = 0; pair < 3; pair++) {
    const both = await Promise.all([ask(address, `/search?seed=${pair + 1}`), ask(address, `/search?seed=${pair + 11}`)]);
    both.forEach(count);
  }
  console.log(`load done: ${round} rounds, answers by status ${JSON.stringify(statuses)}`);
}
