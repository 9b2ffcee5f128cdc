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
/** `LOAD=3` asks three times as often. */
const LOAD = Number(process.env.LOAD ?? 1);
const FILES = {
  '/': { name: 'page.html', type: 'text/html; charset=utf-8' },
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

const PROMPTS = ['the storm came', 'a client asks for', 'every train', 'the fisher tells', 'in the morning', 'the letter says'];

/**
 * Five seconds of readers: one alone, then a long story with a short one begun meanwhile, now and then a text without
 * words. Counts the stories that differ from the first telling of the same prompt.
 */
async function load(address) {
  const first = new Map();
  const counts = { stories: 0, mixed: 0, analysed: 0, unanswered: 0 };
  const story = async (prompt, tone, length) => {
    const body = await ask(address, '/stream', { prompt, tone, length });
    const known = first.get(`${prompt} ${tone} ${length}`) ?? body;
    first.set(`${prompt} ${tone} ${length}`, known);
    counts.stories++;
    if (body !== known) counts.mixed++;
  };
  const analysis = async (prose) => {
    if ((await ask(address, '/analyse', { prose }, PATIENCE_MS)) === null) counts.unanswered++;
    else counts.analysed++;
  };
  for (const prompt of PROMPTS) {
    for (const length of [6, 24]) await story(prompt, 'plain', length);
  }
  const end = Date.now() + 5_000;
  for (let round = 0; Date.now() < end; round++) {
    const prompt = PROMPTS[round % PROMPTS.length];
    const other = PROMPTS[(round + 1) % PROMPTS.length];
    const long = story(prompt, 'plain', 24);
    await delay(15);
    await Promise.all([long, story(other, 'plain', 6), analysis(PROMPTS.slice(round % 3).join(', and ')), round % 4 === 3 ? analysis('?!') : story(other, 'lively', 6)]);
    await delay(60 / LOAD);
  }
  console.log(`load done: ${JSON.stringify(counts)}`);
}
