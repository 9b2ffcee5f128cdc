// Innocent: an interface to the outside speaks JSON; control messages are small; a configuration is parsed once; typed
// arrays go with advanced serialization.
import { fork } from 'node:child_process';
import { createServer, request } from 'node:http';
import { fileURLToPath } from 'node:url';

const server = createServer((incoming, response) => {
  let text = '';
  incoming.setEncoding('utf8').on('data', (part) => (text += part)).on('end', () => response.end(JSON.stringify({ sum: JSON.parse(text).values.reduce((a, b) => a + b, 0), values: JSON.parse(text).values })));
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
for (let n = 0; n < 6; n++) {
  await new Promise((resolve) => {
    const asked = request({ port: server.address().port, host: '127.0.0.1', method: 'POST' }, (response) => response.resume().on('end', resolve));
    asked.end(JSON.stringify({ values: Array.from({ length: 40_000 }, (_, i) => i * 0.5 + n) }));
  });
}
server.close();
const child = fork(fileURLToPath(new URL('json-innocent-child.mjs', import.meta.url)), { serialization: 'advanced' });
for (let n = 0; n < 10; n++) {
  child.send({ n, values: new Float32Array(100_000).fill(n) });
  await new Promise((resolve) => child.once('message', resolve));
}
child.disconnect();
