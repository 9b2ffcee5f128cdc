// Frames that the sender is done with are copied: few of them, and garbage is not collected before the program ends.
import { Worker } from 'node:worker_threads';

const worker = new Worker('const { parentPort } = require("node:worker_threads"); parentPort.on("message", (frame) => parentPort.postMessage(frame.length));', { eval: true });
for (let n = 0; n < 6; n++) {
  worker.postMessage(new Float32Array(1 << 20).fill(n)); // BUG(handoff/clone)
  await new Promise((resolve) => worker.once('message', resolve));
}
await worker.terminate();
