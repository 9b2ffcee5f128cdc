// Frames for a slow reader, whatever `write` says.
import { Writable } from 'node:stream';
import { pause } from '../../kernel/kernel.mjs';

const slow = new Writable({ write: (_chunk, _encoding, done) => setTimeout(done, 20) });
for (let n = 0; n < 300; n++) {
  slow.write(Buffer.alloc(100_000, n)); // BUG(handoff/backpressure)
  await pause(5);
}
slow.destroy();
