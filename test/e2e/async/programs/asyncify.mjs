// PART OF the programs here: the least glue that Asyncify needs.
import { readFileSync } from 'node:fs';
import { withIdle } from './session.mjs';

/** `waitRow(id)` gives a promise; what it is resolved to is what the module gets. */
export async function suspending(name, waitRow) {
  let fetched;
  let waiting;
  const env = {
    wait_row(id) {
      if (exports.asyncify_get_state() === 2) {
        exports.asyncify_stop_rewind();
        return fetched;
      }
      waiting = waitRow(id);
      exports.asyncify_start_unwind(stack);
      return 0;
    },
  };
  const { instance } = await WebAssembly.instantiate(readFileSync(new URL('session-asyncify.wasm', import.meta.url)), withIdle(env));
  const { exports } = instance;
  const stack = exports.malloc(1_032);
  const words = new Int32Array(exports.memory.buffer, stack, 2);
  return function call(...args) {
    words.set([stack + 8, stack + 1_032]);
    let result = exports[name](...args);
    if (exports.asyncify_get_state() === 0) return Promise.resolve(result);
    exports.asyncify_stop_unwind();
    return new Promise((resolve, reject) => {
      waiting.then((value) => {
        fetched = value;
        exports.asyncify_start_rewind(stack);
        result = exports[name](...args);
        if (exports.asyncify_get_state() !== 0) exports.asyncify_stop_unwind();
        resolve(result);
      }).catch(reject);
    });
  };
}
