// PART OF the programs here: a server that is asked a number of times and then closed.
import { createServer, get } from 'node:http';
import { fileURLToPath } from 'node:url';

const REVISIONS = { one: 1, two: 2 };

/** Two builds of the example's scorer. */
export const moduleFile = (name) => fileURLToPath(new URL(`../../../../examples/model-server/models/scorer-${REVISIONS[name]}.wasm`, import.meta.url));

export async function ask(handler, paths, pauseMs = 5) {
  const server = createServer((request, response) => {
    Promise.resolve(handler(new URL(request.url, 'http://localhost'))).then((answer) => response.end(String(answer)), (error) => response.writeHead(500).end(error.message));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  for (const path of paths) {
    const status = await new Promise((resolve) => get({ host: '127.0.0.1', port: server.address().port, path }, (response) => response.resume().on('end', () => resolve(response.statusCode))));
    if (status !== 200) throw new Error(`${path} answered ${status}`);
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  server.close();
  server.closeAllConnections();
}

export const repeat = (count, path) => Array.from({ length: count }, () => path);
