// The kernel of this folder, for programs under test.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const kernelFile = (name = 'kernel') => fileURLToPath(new URL(`./${name}.wasm`, import.meta.url));
export const kernelModule = () => new WebAssembly.Module(readFileSync(kernelFile()));
export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Each a turn of its own, as requests are. */
export async function inTurns(count, work) {
  for (let n = 0; n < count; n++) {
    await pause(2);
    await work(n);
  }
  await pause(300);
}
