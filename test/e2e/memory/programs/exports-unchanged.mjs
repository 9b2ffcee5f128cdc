// What a module exports is what it was built to export, however its allocations are followed: loaders walk through it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

const { module, instance } = await WebAssembly.instantiate(readFileSync(new URL('heap.wasm', import.meta.url)));
const names = ['memory', 'total', 'malloc', 'free', 'remember', 'reserve'];
assert.deepEqual(Object.keys(instance.exports), names);
assert.deepEqual(WebAssembly.Module.exports(module).map(({ name }) => name), names);
