// Innocent: a burst that drains, a writer that waits for `drain`, and a pipeline.
import { once } from 'node:events';
import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { pause } from '../../kernel/kernel.mjs';

const reader = () => new Writable({ write: (_chunk, _encoding, done) => setTimeout(done, 2) });
const bursts = reader();
for (let n = 0; n < 6; n++) {
  for (let i = 0; i < 40; i++) bursts.write(Buffer.alloc(64 << 10));
  do await pause(250);
  while (bursts.writableLength > 0);
}
const waits = reader();
for (let n = 0; n < 200; n++) if (!waits.write(Buffer.alloc(64 << 10))) await once(waits, 'drain');
await pipeline(Readable.from((function* () { for (let n = 0; n < 200; n++) yield Buffer.alloc(64 << 10); })()), reader());
