// Everything at once into a child's pipe.
import { spawn } from 'node:child_process';

const child = spawn(process.execPath, ['-e', 'process.stdin.on("data", () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1)).resume()'], { stdio: ['pipe', 'ignore', 'ignore'], env: { ...process.env, NODE_OPTIONS: '' } });
const record = Buffer.alloc(256 << 10, 1);
for (let n = 0; n < 200; n++) child.stdin.write(record); // BUG(handoff/backpressure)
child.stdin.end();
await new Promise((resolve) => child.on('exit', resolve));
