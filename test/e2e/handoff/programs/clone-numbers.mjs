// A plain array of numbers is cloned element by element.
import { Worker } from 'node:worker_threads';

const worker = new Worker('const { parentPort } = require("node:worker_threads"); parentPort.on("message", ({ samples }) => parentPort.postMessage(samples.length));', { eval: true });
for (let n = 0; n < 10; n++) {
  const samples = Array.from({ length: 200_000 }, (_, i) => Math.sin(i * n));
  worker.postMessage({ n, samples }); // BUG(handoff/clone)
  await new Promise((resolve) => worker.once('message', resolve));
}
await worker.terminate();
