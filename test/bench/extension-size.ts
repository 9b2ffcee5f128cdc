import { execFileSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../tools';
import { notMeasured, type Benchmark } from './benchmark';
import { durationText, median } from './statistics';

const MEGABYTE = 1e6;

/** Loads and activates the bundle beside a stand-in that accepts whatever it is asked, so that our own time is seen. */
const ACTIVATE = `
const Module = require('node:module');
const standIn = new Proxy(function () {}, { getPrototypeOf: () => standIn, get: (_, key) => (key === Symbol.toPrimitive ? () => '' : key === Symbol.iterator ? () => [].values() : standIn), set: () => true, apply: () => standIn, construct: () => standIn });
const load = Module._load;
Module._load = (name, ...rest) => (name === 'vscode' ? standIn : load(name, ...rest));
const startedAt = performance.now();
require(process.argv[1]).activate(standIn);
console.log(performance.now() - startedAt);
process.exit(0);`;

export const benchmark: Benchmark = {
  what: 'extension: packed size, activation',
  peer: "the peer's symbol engine alone 57 MB",
  goal: '≤ 2 MB, ≤ 50 ms',
  measure({ rounds }) {
    const packed = join(root, 'dist', 'wasmscope.vsix');
    if (!existsSync(packed)) return Promise.resolve(notMeasured('there is no dist/wasmscope.vsix: npm run package'));
    const sizeBytes = statSync(packed).size;
    const times = Array.from({ length: rounds }, () => Number(execFileSync(process.execPath, ['-e', ACTIVATE, join(root, 'dist', 'extension.js')], { encoding: 'utf8' })));
    const size = `${(sizeBytes / MEGABYTE).toFixed(2)} MB`;
    return Promise.resolve({ ours: `${size}; our own code loads and activates in ${durationText(times)}`, reached: sizeBytes <= 2 * MEGABYTE && median(times) <= 50 });
  },
};
