// A score for each of many rows, each asked for by an async function of its own and awaited.
import { readFileSync } from 'node:fs';
import { serve, times } from './session.mjs';

const { instance } = await WebAssembly.instantiate(readFileSync(new URL('results.wasm', import.meta.url)));

async function scoreOf(row) {
  return instance.exports.score(row); // BUG(async/chatty-await): one call could score them all
}

async function scoreAll(rows) {
  let sum = 0;
  for (const row of rows) sum += await scoreOf(row);
  return sum;
}

const rows = Array.from({ length: 5_000 }, (_, index) => index);
await serve(async (request, response) => response.end(String(await scoreAll(rows))), times(6, ['/a']), 300);
