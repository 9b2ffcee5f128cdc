// The front end: `GET /stream?prompt=…&tone=plain&length=12` continues a text, one server-sent event a word;
// `GET /analyse?prose=…` says how much a text surprises; `/` is a page in which the same module runs.
// With `--load` it drives itself and exits; `--port N` chooses the port (default: any free one).
import { readFileSync } from 'node:fs';
import { createServer, get } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';

const TONES = ['plain', 'lively'];
const MAX_LENGTH = 200;
const MAX_CHARACTERS = 2_000;
const PATIENCE_MS = 400;
/** `LOAD=3` has three times as many readers. */
const LOAD = Number(process.env.LOAD ?? 1);
const FILES = {
  '/': { name: 'page.html', type: 'text/html; charset=utf-8' },
  '/page-broken.html': { name: 'page-broken.html', type: 'text/html; charset=utf-8' },
  '/page-mended.html': { name: 'page-mended.html', type: 'text/html; charset=utf-8' },
  '/page-readers.mjs': { name: 'page-readers.mjs', type: 'text/javascript' },
  '/language.mjs': { name: 'language.mjs', type: 'text/javascript' },
  '/language.wasm': { name: 'language.wasm', type: 'application/wasm' },
};

/** Words come at a reader's pace, and others get their turn. */
export const pause = () => delay(4);

async function streamStory(tell, parameters, response) {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  const prompt = (parameters.get('prompt') ?? '').slice(0, MAX_CHARACTERS);
  const tone = Math.max(TONES.indexOf(parameters.get('tone') ?? TONES[0]), 0);
  const length = Math.min(Number(parameters.get('length') ?? 12), MAX_LENGTH);
  await tell(prompt, tone, length, (word) => response.write(`data: ${word}\n\n`));
  response.end('event: end\ndata:\n\n');
}

async function answer({ tell, analyse }, request, response) {
  const { pathname, searchParams } = new URL(request.url, 'http://localhost');
  const file = FILES[pathname];
  if (pathname === '/stream') await streamStory(tell, searchParams, response);
  else if (pathname === '/analyse') {
    const surprise = await analyse((searchParams.get('prose') ?? '').slice(0, MAX_CHARACTERS));
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(surprise));
  } else if (file) response.writeHead(200, { 'content-type': file.type }).end(readFileSync(new URL(file.name, import.meta.url)));
  else response.writeHead(404).end();
}

/** `tell(prompt, tone, length, say)` says each word; `analyse(prose)` resolves to `{ words, bits }`. */
export async function serve(routes) {
  const { values } = parseArgs({ options: { port: { type: 'string', default: '0' }, load: { type: 'boolean', default: false } } });
  const server = createServer((request, response) => {
    answer(routes, request, response).catch((error) => {
      console.error(`no answer to ${request.url}: ${error.message}`);
      response.destroy();
    });
  });
  await new Promise((resolve) => server.listen(Number(values.port), '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${server.address().port}`;
  console.log(`llm-stream listening on ${address}`);
  const stop = () => {
    server.close();
    server.closeAllConnections();
  };
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(0));
  if (!values.load) return;
  await load(address);
  stop();
}

/** Resolves to the body, or to null for who waited too long. */
const ask = (address, path, parameters, patienceMs = 10_000) =>
  new Promise((resolve) => {
    const asked = get(`${address}${path}?${new URLSearchParams(parameters)}`, { signal: AbortSignal.timeout(patienceMs) }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (part) => (body += part)).on('end', () => resolve(body)).on('error', () => resolve(null));
    });
    asked.on('error', () => resolve(null));
  });

const SHORT = 6;
const LONG = 24;
const PROMPTS = ['the storm came', 'a client asks for', 'every train', 'the fisher tells', 'in the morning', 'the letter says'];

/**
 * First each prompt alone, then five seconds of readers: a long story and a short one begun meanwhile, now and then a text
 * without words. Counts the stories that differ from the first telling of the same prompt.
 */
async function load(address) {
  const firstTold = new Map();
  const counts = { stories: 0, mixed: 0, analysed: 0, unanswered: 0 };
  const story = async (prompt, tone, length) => {
    const body = await ask(address, '/stream', { prompt, tone, length });
    const key = `${prompt} ${tone} ${length}`;
    if (!firstTold.has(key)) firstTold.set(key, body);
    counts.stories++;
    if (body !== firstTold.get(key)) counts.mixed++;
  };
  const analysis = async (prose) => {
    const body = await ask(address, '/analyse', { prose }, PATIENCE_MS);
    counts[body === null ? 'unanswered' : 'analysed']++;
  };
  for (const prompt of PROMPTS) {
    await story(prompt, 'plain', LONG);
    await story(prompt, 'plain', SHORT);
  }
  const end = Date.now() + 5_000;
  const readOn = async (reader) => {
    for (let round = reader; Date.now() < end; round++) {
      const long = story(PROMPTS[round % PROMPTS.length], 'plain', LONG);
      await delay(15);
      const short = story(PROMPTS[(round + 1) % PROMPTS.length], 'plain', SHORT);
      await Promise.all([long, short, analysis(PROMPTS.slice(round % 3).join(', and ')), round % 4 === 3 ? analysis('?!') : story('a train', 'lively', SHORT)]);
      await delay(60);
    }
  };
  await Promise.all(Array.from({ length: LOAD }, (_, reader) => readOn(reader)));
  console.log(`load done: ${JSON.stringify(counts)}`);
}
