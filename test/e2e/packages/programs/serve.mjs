// PART OF the programs beside it: a service on loopback that asks itself, several at a time, and then ends.
import { createServer, get } from 'node:http';

const CLIENTS = 4;
const REQUESTS = 60;

/** `answer(number)` gives the text of a response; `expected(number)` what it must be. */
export async function serveAndAsk(answer, expected) {
  const server = createServer((request, response) => {
    answer(Number(request.url.slice(1))).then(
      (text) => response.end(text),
      (error) => response.writeHead(500).end(String(error.stack)),
    );
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  const ask = (number) =>
    new Promise((resolve, reject) => {
      get({ port: server.address().port, path: `/${number}`, agent: false }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part) => (text += part));
        response.on('end', () => resolve(text));
      }).on('error', reject);
    });
  let next = 0;
  const client = async () => {
    while (next < REQUESTS) {
      const number = next++;
      const [got, wanted] = [await ask(number), expected(number)];
      if (got !== wanted) throw new Error(`request ${number}: ${got}, wanted ${wanted}`);
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  server.close();
  console.log(`answered ${REQUESTS}`);
}

/** Bytes that differ from request to request. */
export function bytesFor(number, size) {
  return Uint8Array.from({ length: size }, (_, index) => (index * 31 + number * 17) & 0xff);
}
