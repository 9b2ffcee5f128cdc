// Frames through one file that is overwritten each time, written under another name and moved into place.
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = mkdtempSync(join(tmpdir(), 'twin-'));
const reader = fork(fileURLToPath(new URL('file-frames-reader.mjs', import.meta.url)));
const { promises: { writeFile, rename } } = await import('node:fs');

for (let n = 0; n < 20; n++) {
  const path = join(folder, 'latest.bin');
  await writeFile(`${path}.part`, Buffer.alloc(2 << 20, n)); // BUG(handoff/file)
  await rename(`${path}.part`, path);
  reader.send(path);
  await new Promise((resolve) => reader.once('message', resolve));
}
reader.disconnect();
rmSync(folder, { recursive: true });
