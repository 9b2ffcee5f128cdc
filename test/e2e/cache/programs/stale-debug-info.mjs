import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const file = (name) => fileURLToPath(new URL(`../../../fixtures/${name}.wasm`, import.meta.url));
new WebAssembly.Module(readFileSync(file('shapes-stale'))); // BUG(cache/stale-debug-info)
// Stripped on purpose, and up to date: nothing to say.
new WebAssembly.Module(readFileSync(file('shapes-stripped')));
new WebAssembly.Module(readFileSync(file('shapes-o2-dwarf5')));
