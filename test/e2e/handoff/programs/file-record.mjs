// Innocent: a record is kept (written, synced, read later by a checker, never removed one by one); a spill file is read
// by its own writer; a configuration is read once by each worker.
import { mkdtempSync, openSync, writeSync, fsyncSync, closeSync, readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

const folder = mkdtempSync(join(tmpdir(), 'twin-'));
const records = [];
for (let n = 0; n < 8; n++) {
  const path = join(folder, `record-${n}.bin`);
  const descriptor = openSync(path, 'w');
  writeSync(descriptor, Buffer.alloc(1 << 20, n));
  fsyncSync(descriptor);
  closeSync(descriptor);
  records.push(path);
  const spill = join(folder, `spill-${n}.bin`);
  writeFileSync(spill, Buffer.alloc(1 << 20, n));
  if (readFileSync(spill)[9] !== n) throw new Error('spill lost');
  unlinkSync(spill);
}
writeFileSync(join(folder, 'settings.json'), JSON.stringify({ table: Array.from({ length: 30_000 }, (_, i) => i) }));
const checker = 'const { workerData, parentPort } = require("node:worker_threads"); const fs = require("node:fs"); JSON.parse(fs.readFileSync(workerData.settings, "utf8")); parentPort.postMessage(workerData.records.reduce((sum, path) => sum + fs.readFileSync(path)[0], 0));';
for (let n = 0; n < 2; n++) {
  const worker = new Worker(checker, { eval: true, workerData: { records, settings: join(folder, 'settings.json') } });
  await new Promise((resolve) => worker.once('message', resolve));
}
rmSync(folder, { recursive: true });
