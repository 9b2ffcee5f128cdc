// JSON text between threads.
import { Worker } from 'node:worker_threads';

const worker = new Worker('const { parentPort } = require("node:worker_threads"); parentPort.on("message", (text) => parentPort.postMessage(JSON.parse(text).values.length));', { eval: true });
for (let n = 0; n < 12; n++) {
  const values = Array.from({ length: 60_000 }, (_, i) => Math.cos(i + n));
  const text = JSON.stringify({ n, values });
  worker.postMessage(text); // BUG(handoff/json)
  await new Promise((resolve) => worker.once('message', resolve));
}
await worker.terminate();
