// PART OF file-frames.mjs
import { openSync, readSync, closeSync } from 'node:fs';

const buffer = Buffer.alloc(2 << 20);
process.on('message', (path) => {
  const descriptor = openSync(path, 'r');
  let length = 0;
  while (length < buffer.length) length += readSync(descriptor, buffer, length, 1 << 18, null);
  closeSync(descriptor);
  process.send(buffer[length - 1]);
});
