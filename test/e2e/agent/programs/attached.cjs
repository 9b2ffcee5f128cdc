// Loads the agent as the tool does on attach, uses it, takes it out, and says what is left. argv: the bundle.
const fs = require('node:fs');
const { createServer, IncomingMessage, ServerResponse } = require('node:http');
const { Server } = require('node:net');
const child = require('node:child_process');

const watched = { fs, promises: fs.promises, child, WebAssembly, process, globalThis, net: Server.prototype, incoming: IncomingMessage.prototype, response: ServerResponse.prototype, memory: WebAssembly.Memory.prototype, table: WebAssembly.Table.prototype, global: WebAssembly.Global.prototype, promise: Promise.prototype, json: JSON, buffer: Buffer, bufferPrototype: Buffer.prototype };
const picture = () => new Map(Object.entries(watched).flatMap(([name, owner]) => Reflect.ownKeys(owner).map((key) => [`${name}.${String(key)}`, Object.getOwnPropertyDescriptor(owner, key)])));
// Properties that Node makes when they are first read are read now.
for (const owner of Object.values(watched)) for (const key of Reflect.ownKeys(owner)) if (typeof key === 'string' && !key.startsWith('_') && owner !== watched.promise) try { void owner[key]; } catch {}
const before = picture();
const memory = new WebAssembly.Memory({ initial: 1 });

const bundle = fs.readFileSync(process.argv[2], 'utf8');
const loaded = { exports: {} };
new Function('module', 'exports', 'require', bundle)(loaded, loaded.exports, require);
const face = loaded.exports.start(require, { spoolDir: null, mode: 'attach', trackAllocations: false, flushMs: 20, without: [] });

(async () => {
  const bytes = fs.readFileSync(`${__dirname}/../../async/programs/session.wasm`);
  const { instance } = await WebAssembly.instantiate(bytes, { env: { row: () => 7, weight: () => 0, stamp: () => 0n, progress() {}, wait_row: () => 0 } });
  const server = createServer((request, response) => response.end(String(instance.exports.hash(2)))).listen(0);
  await new Promise((resolve) => server.once('listening', resolve));
  const answer = await (await fetch(`http://127.0.0.1:${server.address().port}/`)).text();
  for (let pages = 0; pages < 2; pages++) if (memory.buffer.byteLength > 0) memory.grow(1);
  server.close();
  server.closeAllConnections();
  await new Promise((resolve) => setTimeout(resolve, 60));
  face.uninstall();
  face.uninstall();
  const lines = [];
  for (let text = face.drain(); text !== ''; text = face.drain()) lines.push(...text.trim().split('\n').map((line) => JSON.parse(line)));
  const after = picture();
  const changed = [...new Set([...before.keys(), ...after.keys()])].filter((key) => JSON.stringify(shape(before.get(key))) !== JSON.stringify(shape(after.get(key))) || !Object.is(before.get(key)?.value, after.get(key)?.value) || before.get(key)?.get !== after.get(key)?.get);
  console.log(JSON.stringify({ answer, stillCalls: instance.exports.hash(2), kinds: [...new Set(lines.map(({ kind }) => kind))], grown: lines.filter(({ kind }) => kind === 'memory-grow').map(({ instance, fromBytes, toBytes }) => ({ isFound: instance < 0, fromBytes, toBytes })), failed: lines.filter(({ kind, why }) => kind === 'not-observed' && /failed/.test(why)).map(({ why }) => why), changed: changed.filter((key) => !key.startsWith('process._') && !key.startsWith('process.domain')), esm: (await import('node:fs')).readFileSync === fs.readFileSync }));
})();

function shape(descriptor) {
  return descriptor && { enumerable: descriptor.enumerable, configurable: descriptor.configurable, writable: descriptor.writable };
}
