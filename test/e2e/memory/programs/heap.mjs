// PART OF the programs here: an instance of heap.wasm, and a service that works for about three seconds.
import { readFileSync } from 'node:fs';
import { createServer, get } from 'node:http';

export const { instance } = await WebAssembly.instantiate(readFileSync(new URL('heap.wasm', import.meta.url)), { wasi_snapshot_preview1: {} });

/** Asks `handler(n)` over HTTP, request after request: for some time, and on a slow machine longer. */
export async function serve(handler, milliseconds = 3_000) {
  const server = createServer((request, response) => response.end(String(handler(Number(request.url.slice(1))))));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const end = Date.now() + milliseconds;
  for (let n = 0; Date.now() < end || n < milliseconds / 4; n++) {
    await new Promise((resolve) => get({ host: '127.0.0.1', port: server.address().port, path: `/${n}` }, (response) => response.resume().on('end', resolve)));
    await new Promise((resolve) => setTimeout(resolve, 3));
  }
  server.close();
  server.closeAllConnections();
}
