// The glue around `language.wasm`, for Node and for the page alike: texts in, words out.
const TEXT_BYTES = 8192;

/** A model of its own memory. `host` answers what the module asks: `variety_of`, `scored`, `nothing_scored`. */
export async function languageModel(compiled, host) {
  const { exports } = await WebAssembly.instantiate(compiled, { host });
  const known = exports.prepare();
  const place = exports.text_at();
  const wordOf = (number) => new TextDecoder().decode(new Uint8Array(exports.memory.buffer, exports.word_at(number), exports.word_size(number)));
  return {
    exports,
    vocabulary: ['…', ...Array.from({ length: known - 1 }, (_, i) => wordOf(i + 1))],
    /** Puts a text where the module reads it and returns its size in bytes. */
    put: (prompt) => new TextEncoder().encodeInto(prompt, new Uint8Array(exports.memory.buffer, place, TEXT_BYTES)).written,
  };
}
