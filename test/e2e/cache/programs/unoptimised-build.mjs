import { readFileSync } from 'node:fs';
import { inTurns, kernelFile } from '../../kernel/kernel.mjs';

process.env.NODE_ENV = 'production';
const module = new WebAssembly.Module(readFileSync(kernelFile('kernel-unoptimised'))); // BUG(cache/debug-build)
const { work } = new WebAssembly.Instance(module).exports;
await inTurns(30, () => work(400));
