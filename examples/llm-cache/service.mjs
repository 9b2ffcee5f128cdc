// The front end: `GET /?prompt=…&words=40` answers with a text. With `--load` it drives itself and exits;
// `--port N` chooses the port (default: any free one).
import { createServer, get } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { continueText } from './model.mjs';

const TOPICS = ['the cache', 'a sensor frame', 'the slow request', 'memory of the model', 'every token', 'the last page'];
const TASKS = ['explain', 'summarise', 'continue', 'translate', 'rate'];

/** `cached(prompt, words, compute)` gives the answer, from its cache or computed. */
export async function serve(cached) {
  const { values } = parseArgs({ options: { port: { type: 'string', default: '0' }, load: { type: 'boolean', default: false } } });
  const server = createServer((request, response) => {
    const parameters = new URL(request.url, 'http://localhost').searchParams;
    const prompt = (parameters.get('prompt') ?? '').slice(0, 1000);
    const words = Math.min(Number(parameters.get('words') ?? 40), 200);
    response.end(`${cached(prompt, words, continueText)}\n`);
  });
  await new Promise((resolve) => server.listen(Number(values.port), '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${server.address().port}`;
  console.log(`llm-cache listening on ${address}`);
  if (!values.load) return;
  await load(address);
  server.close();
  server.closeAllConnections();
}

const ask = (address, prompt) =>
  new Promise((resolve, reject) => {
    get(`${address}/?words=40&prompt=${encodeURIComponent(prompt)}`, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part) => (text += part)).on('end', () => resolve(text));
    }).on('error', reject);
  });

/** `LOAD=3` asks three times as often. */
const LOAD = Number(process.env.LOAD ?? 1);

/** Five seconds of work, and on a slow machine this many requests. */
const LEAST_REQUESTS = 300;

/** Thirty prompts, asked over and over. */
async function load(address) {
  const prompts = TASKS.flatMap((task) => TOPICS.map((topic) => `${task} ${topic}`));
  const end = Date.now() + 5_000;
  const seen = new Map();
  let requests = 0;
  for (; Date.now() < end || requests < LEAST_REQUESTS; requests++) {
    const prompt = prompts[requests % prompts.length];
    const text = await ask(address, prompt);
    if ((seen.get(prompt) ?? text) !== text) throw new Error(`two answers to one prompt: ${prompt}`);
    seen.set(prompt, text);
    await delay(2 / LOAD);
  }
  console.log(`load done: ${requests} requests, first answer: ${seen.get(prompts[0])}`);
}
