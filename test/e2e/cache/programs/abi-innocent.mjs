// Innocent: more imports than are wanted, a compatible rebuild, optional parameters of JavaScript, exports as callbacks.
import { inTurns, kernelModule } from '../../kernel/kernel.mjs';
import { wantsImport } from './imports.mjs';

const glue = { env: { log_v1: () => 7, log_v2: () => 8, trace: () => 0 } };
for (const build of ['one', 'two']) {
  const { instance } = await WebAssembly.instantiate(wantsImport('log_v1', build), glue);
  if (instance.exports.run() !== 7) throw new Error('wrong import');
}
// A build for newer hosts, and the one that serves where its import is missing.
const older = async () => (await WebAssembly.instantiate(wantsImport('log_v1'), glue)).instance;
const best = await WebAssembly.instantiate(wantsImport('fast_log'), glue).then(({ instance }) => instance, older);
if (best.exports.run() !== 7) throw new Error('no fallback');

const { mixed, minute_of, out_at, filter } = new WebAssembly.Instance(kernelModule()).exports;
await inTurns(8, (n) => {
  [1, 2, 3].map(out_at);
  minute_of(BigInt(n));
  mixed(true, null);
  filter('100', 0.5);
  mixed(Math.random() * 100, n);
});
