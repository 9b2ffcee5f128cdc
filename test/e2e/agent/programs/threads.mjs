// A worker and a child process, each calling Wasm, with environments of their own.
import { fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker, isMainThread } from 'node:worker_threads';

const here = fileURLToPath(import.meta.url);
const env = { row: () => 7, weight: () => 0, stamp: () => 0n, progress() {}, wait_row: () => 0 };
const { instance } = await WebAssembly.instantiate(readFileSync(new URL('../../async/programs/session.wasm', import.meta.url)), { env });
instance.exports.hash(1);
if (isMainThread && process.argv[2] !== 'child') {
  await new Promise((resolve) => new Worker(here, { env: { PATH: process.env.PATH } }).once('exit', resolve));
  await new Promise((resolve) => fork(here, ['child'], { env: { PATH: process.env.PATH } }).once('exit', resolve));
}
