// PART OF the programs here: instances of session.wasm, a pause, and a service that is asked a few times.
import { readFileSync } from 'node:fs';
import { createServer, get } from 'node:http';

const IDLE = { row: () => 0, weight: () => 0, stamp: () => 0n, progress() {}, wait_row: () => 0 };

export const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

const compiled = await WebAssembly.compile(readFileSync(new URL('session.wasm', import.meta.url)));

export const withIdle = (env) => ({ env: { ...IDLE, ...env } });

export async function session(env = {}) {
  return (await WebAssembly.instantiate(compiled, withIdle(env))).exports;
}

/** Asks `handler(request, response)` for each path of each round, those of a round at once. */
export async function serve(handler, rounds, restMs = 700) {
  const server = createServer(handler);
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const ask = (path) =>
    new Promise((resolve) => {
      const request = get({ host: '127.0.0.1', port: server.address().port, path, timeout: 1_500 }, (response) => response.resume().on('end', resolve).on('error', resolve));
      request.on('error', resolve).on('timeout', () => request.destroy());
    });
  for (const paths of rounds) await Promise.all(paths.map(ask));
  await pause(restMs);
  server.close();
  server.closeAllConnections();
}

export const times = (count, paths) => Array.from({ length: count }, () => paths);
