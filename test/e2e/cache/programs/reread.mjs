import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ask, repeat } from './serve.mjs';

const folder = mkdtempSync(join(tmpdir(), 'twin-'));
const weights = join(folder, 'weights.bin');
writeFileSync(weights, Buffer.alloc(300_000, 3));
const table = readFileSync(weights);
await ask(({ pathname }) => {
  if (pathname === '/poll') return statSync(weights).mtimeMs + table[5];
  return readFileSync(weights)[5]; // BUG(cache/reread-model)
}, [...repeat(8, '/poll'), ...repeat(8, '/score')]);
rmSync(folder, { recursive: true });
