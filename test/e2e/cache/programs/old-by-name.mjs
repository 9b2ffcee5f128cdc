// Innocent: the old version is asked for by its own name; a newer one takes over by reload, and a slow operation that
// began before ends with the old one.
import { copyFileSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ask, moduleFile, repeat } from './serve.mjs';

const load = (path) => new WebAssembly.Instance(new WebAssembly.Module(readFileSync(path)));
const named = { one: load(moduleFile('one')), two: load(moduleFile('two')) };
const folder = mkdtempSync(join(tmpdir(), 'twin-'));
const path = join(folder, 'live.wasm');
copyFileSync(moduleFile('one'), path);
let live = load(path);

async function answer({ pathname }) {
  if (pathname === '/slow') {
    const mine = live;
    for (let n = 0; n < 8; n++) {
      await delay(60);
      mine.exports.revision();
    }
    return mine.exports.revision();
  }
  if (pathname === '/deploy') {
    copyFileSync(moduleFile('two'), `${path}.new`);
    renameSync(`${path}.new`, path);
    live = load(path);
  }
  return (named[pathname.slice(1)] ?? live).exports.revision();
}

await Promise.all([
  ask(answer, ['/slow']),
  ask(answer, ['/one', '/two', '/live', '/live', '/deploy', ...repeat(8, '/one'), ...repeat(8, '/two'), ...repeat(8, '/live')], 20),
]);
rmSync(folder, { recursive: true });
