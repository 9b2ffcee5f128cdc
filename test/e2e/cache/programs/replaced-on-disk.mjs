// The file is replaced and nobody looks: requests go on with what was loaded at the start.
import { copyFileSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ask, moduleFile, repeat } from './serve.mjs';

const folder = mkdtempSync(join(tmpdir(), 'twin-'));
const path = join(folder, 'live.wasm');
const put = (name) => {
  copyFileSync(moduleFile(name), `${path}.new`);
  renameSync(`${path}.new`, path);
};
put('one');
const { instance } = await WebAssembly.instantiate(readFileSync(path));
await ask(({ pathname }) => {
  if (pathname === '/put') put('two');
  return instance.exports.revision(); // BUG(cache/stale-version)
}, [...repeat(3, '/'), '/put', ...repeat(40, '/')], 150);
rmSync(folder, { recursive: true });
