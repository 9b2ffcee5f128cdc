// hash-wasm (C by Emscripten, an instance a hasher) in a service: digests of request bodies.
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { bytesFor, serveAndAsk } from './serve.mjs';

const { createSHA256, sha256 } = createRequire(process.argv[2])('hash-wasm');
const reused = await createSHA256();

await serveAndAsk(
  async (number) => {
    const bytes = bytesFor(number, 10_000);
    const oneShot = await sha256(bytes);
    const streamed = reused.init().update(bytes.subarray(0, 4_000)).update(bytes.subarray(4_000)).digest();
    return `${oneShot} ${streamed}`;
  },
  (number) => {
    const digest = createHash('sha256').update(bytesFor(number, 10_000)).digest('hex');
    return `${digest} ${digest}`;
  },
);
