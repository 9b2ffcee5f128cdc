// Calls into a module from a hundred timers, and registers as many finalizers as it is told to.
import { readFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';

const bytes = await readFile(new URL('../../../fixtures/shapes-o0-dwarf5.wasm', import.meta.url));
const { instance } = await WebAssembly.instantiate(bytes);
const registry = new FinalizationRegistry(() => {});
for (let n = 0; n < Number(process.argv[2]); n++) registry.register({}, n);
for (let round = 0; round < 100; round++) {
  await new Promise((resolve) => globalThis.setTimeout(() => resolve(instance.exports.fibonacci(3)), 0));
}
// So that what is told every now and then is told.
for (let wait = 0; wait < 10; wait++) await setTimeout(50);
