// A service whose time goes into hot.wasm. `--load MS` makes it serve itself for so long and then exit.
import { readFileSync } from 'node:fs';
import { createServer, get } from 'node:http';

const bytes = readFileSync(new URL('../../fixtures/hot.wasm', import.meta.url));
const { instance } = await WebAssembly.instantiate(bytes);

const server = createServer((request, response) => {
  const rounds = Number(new URL(request.url, 'http://service').searchParams.get('rounds'));
  response.end(String(instance.exports.handle(rounds) >>> 0));
});
server.listen(0, '127.0.0.1', () => {
  console.log(`listening on ${server.address().port}`);
  const load = process.argv.indexOf('--load');
  if (load > 0) drive(Number(process.argv[load + 1]));
});

function drive(milliseconds) {
  const end = Date.now() + milliseconds;
  const next = () => {
    if (Date.now() > end) return process.argv.includes('--exit') ? process.exit(3) : server.close();
    get({ port: server.address().port, path: '/?rounds=500000', agent: false }, (response) => response.resume().on('end', next));
  };
  next();
}
