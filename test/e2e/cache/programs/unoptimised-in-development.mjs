// Innocent: the same build where it belongs, and the release build in production.
import { readFileSync } from 'node:fs';
import { inTurns, kernelFile } from '../../kernel/kernel.mjs';

process.env.NODE_ENV = 'development';
for (const name of ['kernel', 'kernel-unoptimised']) {
  const { work } = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(kernelFile(name)))).exports;
  await inTurns(20, () => work(400));
}
