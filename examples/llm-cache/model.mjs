// The glue: prompts in, text out, and what the machine spent on it.
import { readFileSync } from 'node:fs';

const { instance } = await WebAssembly.instantiate(readFileSync(new URL('model.wasm', import.meta.url)));
const { memory, prepare, prompt_space, text_space, generate } = instance.exports;
prepare();

export function continueText(prompt, words) {
  const address = prompt_space();
  const { written } = new TextEncoder().encodeInto(prompt, new Uint8Array(memory.buffer, address, 4096));
  const size = generate(address, written, words);
  return new TextDecoder().decode(new Uint8Array(memory.buffer, text_space(), size)).trimEnd();
}
