// What a program can tell of its world, printed as JSON: the same with and without the agent.
import fs, { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { promisify } from 'node:util';

const bytes = readFileSync(new URL('../../async/programs/session.wasm', import.meta.url));
const env = { row: () => 7, weight: () => 0, stamp: () => 0n, progress() {}, wait_row: () => 0 };
const { instance, module } = await WebAssembly.instantiate(bytes, { env });
const again = new WebAssembly.Instance(module, { env });
const { with_row, hash } = instance.exports;
const table = new WebAssembly.Table({ initial: 2, element: 'anyfunc' });
table.set(0, hash);
const global = new WebAssembly.Global({ value: 'anyfunc', mutable: true }, hash);
const outcome = (work) => {
  try {
    return String(work());
  } catch (error) {
    return `${error.constructor.name}: ${error.message}`;
  }
};
const rejection = (promise) => promise.then(() => 'resolved', (error) => `${error.constructor.name}: ${error.message}`);
const face = (f) => [typeof f, f.name, f.length, Object.getOwnPropertyNames(f).sort()];

console.log(JSON.stringify({
  called: [with_row(1), hash(3), outcome(() => again.exports.borrow(1) + again.exports.borrow(1))],
  exports: [Object.keys(instance.exports), Object.isFrozen(instance.exports), Object.getPrototypeOf(instance.exports) === null, Object.keys(instance)],
  functions: [with_row, hash].map(face),
  constructed: outcome(() => new hash()),
  classes: [instance instanceof WebAssembly.Instance, instance.constructor === WebAssembly.Instance, module instanceof WebAssembly.Module, module.constructor === WebAssembly.Module, new WebAssembly.Memory({ initial: 1 }) instanceof WebAssembly.Memory],
  identity: [table.get(0) === hash, global.value === hash, outcome(() => table.set(1, () => 1))],
  errors: [outcome(() => new WebAssembly.Module(new Uint8Array(4))), outcome(() => new WebAssembly.Instance(module)), outcome(() => WebAssembly.Module(bytes)), await rejection(WebAssembly.compile(new Uint8Array([0, 97]))), await rejection(WebAssembly.instantiate(module, {})), await rejection(WebAssembly.instantiate(5)), await rejection(WebAssembly.instantiate(bytes, { env: 1 }))],
  builtIns: [face(WebAssembly.compile), face(WebAssembly.instantiate), face(fs.readFileSync), face(setInterval), readFileSync === fs.readFileSync, typeof (await promisify(fs.readFile)(new URL(import.meta.url))).length],
  text: [`${Promise.resolve(1)}`, outcome(() => Promise.resolve(1) + 1), Number.isNaN(Number(Promise.resolve(1))), Object.keys(Promise.prototype)],
  listeners: [process.listenerCount('unhandledRejection'), process.listenerCount('uncaughtException'), createServer().listenerCount('request'), process.listenerCount('SIGINT')],
}));
