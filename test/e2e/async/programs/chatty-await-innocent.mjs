// Many requests that await one call each, calls that do work, calls that wait for something, and rows of a stream.
import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pause, serve, session, times } from './session.mjs';

const { instance } = await WebAssembly.instantiate(readFileSync(new URL('results.wasm', import.meta.url)));
const { score } = instance.exports;
const { hash } = await session();

const scoreOf = async (row) => score(row);
const hashOf = async (row) => {
  let sum = 0;
  for (let round = 0; round < 150; round++) sum ^= hash(row + round);
  return sum;
};
const slowScoreOf = async (row) => {
  await new Promise((resolve) => setImmediate(resolve));
  return score(row);
};

async function answer(request, response) {
  let sum = await scoreOf(1);
  if (request.url === '/work') for (let row = 0; row < 1_200; row++) sum += await hashOf(row);
  if (request.url === '/wait') for (let row = 0; row < 1_500; row++) sum += await slowScoreOf(row);
  if (request.url === '/stream') for await (const row of Readable.from(Array.from({ length: 3_000 }, (_, index) => index))) sum += score(row);
  if (request.url === '/sync') for (let row = 0; row < 2_000; row++) sum += score(row);
  response.end(String(sum));
}
await serve(answer, [...times(60, Array.from({ length: 30 }, () => '/a')), ['/work'], ['/wait'], ['/stream'], ['/sync']], 300);
await pause(50);
