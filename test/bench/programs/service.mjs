// A service whose requests spend their time in Wasm: `calls` exports of `rounds` rounds each, and some JavaScript.
// `/cpu` answers with the CPU time of the whole process so far, in microseconds.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const bytes = readFileSync(new URL('../../fixtures/hot.wasm', import.meta.url));
const { instance } = await WebAssembly.instantiate(bytes);

const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url, 'http://service');
  if (pathname === '/cpu') {
    const { user, system } = process.cpuUsage();
    return response.end(String(user + system));
  }
  const calls = Number(searchParams.get('calls'));
  const rounds = Number(searchParams.get('rounds'));
  const answers = [];
  for (let call = 0; call < calls; call++) answers.push(instance.exports.handle(rounds) >>> 0);
  response.setHeader('content-type', 'application/json').end(JSON.stringify({ answers }));
});
server.keepAliveTimeout = 600_000;
server.listen(0, '127.0.0.1', () => console.log(`listening on ${server.address().port}`));
