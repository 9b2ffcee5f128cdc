// PART OF the programs here: an instance of stack.wasm.
import { readFileSync } from 'node:fs';

const { instance } = await WebAssembly.instantiate(readFileSync(new URL('stack.wasm', import.meta.url)), { env: { again: () => instance.exports.descend(3) } });

export const { memory, stackSave, stackRestore, stackAlloc, adjust, total, descend } = instance.exports;

/** Puts bytes on the stack of the module. */
export function put(bytes) {
  const at = stackAlloc(bytes.length);
  new Uint8Array(memory.buffer).set(bytes, at);
  return at;
}
