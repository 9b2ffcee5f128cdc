// Frames that the sender is done with are copied: so seldom that garbage is hardly ever collected.
import { Worker } from 'node:worker_threads';

const worker = new Worker('const { parentPort } = require("node:worker_threads"); parentPort.on("message", (frame) => parentPort.postMessage(frame.length));', { eval: true });
for (let n = 0; n < 20; n++) {
  worker.postMessage(new Float32Array(1 << 21).fill(n)); // BUG(handoff/clone)
  await new Promise((resolve) => worker.once('message', resolve));
  await new Promise((resolve) => setTimeout(resolve, 80));
}
await worker.terminate();
