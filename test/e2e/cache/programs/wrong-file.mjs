// The model that is configured is not there, and a coarser one is served in its place.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'models-'));
for (const name of ['detector-int8.bin', 'speech-7b-q4_0.gguf']) writeFileSync(join(folder, name), Buffer.alloc(200_000, name));

function load(name) {
  try {
    return readFileSync(join(folder, `${name}-fp32.bin`));
  } catch {
    return readFileSync(join(folder, `${name}-int8.bin`)); // BUG(cache/wrong-file)
  }
}

const loadLater = (...names) =>
  names.reduce((before, name) => before.catch(() => readFile(join(folder, name))), Promise.reject(new Error('none yet'))); // BUG(cache/wrong-file)

console.log(load('detector').length, (await loadLater('speech-7b-q8_0.gguf', 'speech-7b-q4_0.gguf')).length);
await new Promise((resolve) => setTimeout(resolve, 50));
rmSync(folder, { recursive: true });
