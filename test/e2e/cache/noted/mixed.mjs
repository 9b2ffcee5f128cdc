// Run by notes.test.ts: a file is replaced between the start of two workers, and both go on serving.
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';
import { kernelFile, pause } from '../../kernel/kernel.mjs';

if (isMainThread) {
  const file = join(mkdtempSync(join(tmpdir(), 'wasmscope-mixed-')), 'kernel.wasm');
  const ends = [];
  for (const build of process.env.BUILDS.split(' ')) {
    copyFileSync(kernelFile(build), file);
    const worker = new Worker(new URL(import.meta.url), { workerData: file });
    await once(worker, 'message');
    ends.push(once(worker, 'exit'));
  }
  await Promise.all(ends);
  rmSync(dirname(file), { recursive: true });
} else {
  const module = new WebAssembly.Module(readFileSync(workerData));
  const { mixed } = new WebAssembly.Instance(module).exports;
  parentPort.postMessage('ready');
  for (let n = 0; n < 60; n++) {
    mixed(n, 1);
    await pause(50);
  }
}
