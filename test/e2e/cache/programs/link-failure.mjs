// Glue of another build: an import has a new name.
import { ask, repeat } from './serve.mjs';
import { wantsImport } from './imports.mjs';

const module = await WebAssembly.compile(wantsImport('log_v1'));
const answer = async () => {
  const instance = await WebAssembly.instantiate(module, { env: { log_v2: () => 0 } }); // BUG(cache/abi-mismatch)
  return instance.exports.run();
};
await ask(() => answer().catch(() => 'degraded'), repeat(3, '/'));
