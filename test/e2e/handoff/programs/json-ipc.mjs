// fork's default serialization: Node itself makes JSON of every message.
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const child = fork(fileURLToPath(new URL('json-ipc-child.mjs', import.meta.url)));
const weights = Array.from({ length: 50_000 }, (_, i) => Math.sin(i));
for (let n = 0; n < 12; n++) {
  child.send({ n, weights }); // BUG(handoff/json)
  await new Promise((resolve) => child.once('message', resolve));
}
child.disconnect();
