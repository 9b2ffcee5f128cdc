// Innocent: the release build, and an unoptimised module that hardly runs.
import { readFileSync } from 'node:fs';
import { inTurns, kernelFile } from '../../kernel/kernel.mjs';

process.env.NODE_ENV = 'production';
const load = (name) => new WebAssembly.Instance(new WebAssembly.Module(readFileSync(kernelFile(name)))).exports;
load('kernel-unoptimised').work(1);
const { work } = load('kernel');
await inTurns(30, () => work(400));
