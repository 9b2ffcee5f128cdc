// Innocent: transferred, shared, or still the sender's.
import { Worker } from 'node:worker_threads';

const worker = new Worker('const { parentPort } = require("node:worker_threads"); parentPort.on("message", (m) => parentPort.postMessage(m.byteLength ?? 0));', { eval: true });
const said = () => new Promise((resolve) => worker.once('message', resolve));
const history = [];
const scratch = new Float32Array(500_000);
const shared = new Float32Array(new SharedArrayBuffer(2_000_000));
for (let n = 0; n < 10; n++) {
  const moved = new Float32Array(500_000).fill(n);
  worker.postMessage(moved, [moved.buffer]);
  await said();
  worker.postMessage(shared.fill(n));
  await said();
  worker.postMessage(scratch.fill(n));
  await said();
  const kept = new Float32Array(100_000).fill(n);
  history.push(kept);
  worker.postMessage(kept);
  await said();
}
if (history.length !== 10) throw new Error('history lost');
await worker.terminate();
