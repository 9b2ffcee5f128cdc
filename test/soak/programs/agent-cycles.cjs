// agent-cycles AGENT MODULE CYCLES: places the agent and takes it out again, as attaching does, and compares every property
// of what it may hook with what it was before: same functions, same descriptors. Between the two the hooks are used.
const { readFileSync } = require('node:fs');
const bundle = readFileSync(process.argv[2], 'utf8');
const bytes = readFileSync(process.argv[3]);
const modules = ['fs', 'fs/promises', 'child_process', 'worker_threads', 'http', 'https', 'net', 'module', 'v8', 'buffer', 'timers', 'diagnostics_channel', 'async_hooks', 'perf_hooks'].map((name) => [name, require('node:' + name)]);
const owners = [
  ...modules,
  ...Object.entries({ WebAssembly, JSON, process, Reflect, Atomics, globalThis, Error }),
  ...Object.values(modules).flatMap(([name, exports]) => Object.entries(exports).filter(([, value]) => typeof value === 'function' && value.prototype).map(([key, value]) => [name + '.' + key + '.prototype', value.prototype])),
  ...['Map', 'Set', 'WeakMap', 'Array', 'Promise', 'Function', 'Uint8Array', 'ArrayBuffer', 'Error', 'Object'].map((name) => [name + '.prototype', globalThis[name].prototype]),
  ...['Module', 'Instance', 'Memory', 'Table', 'Global'].map((name) => [name + '.prototype', WebAssembly[name].prototype]),
  ['process.__proto__', Object.getPrototypeOf(process)],
  ['TypedArray.prototype', Object.getPrototypeOf(Uint8Array.prototype)],
];
// Counters of Node's own, not functions, change by themselves.
const state = () => owners.map(([name, owner]) => [name, Reflect.ownKeys(owner).map((key) => [key, Object.getOwnPropertyDescriptor(owner, key)])]);
const listeners = () => process.eventNames().map((name) => String(name) + ':' + process.listenerCount(name)).sort().join();
function differences(before, after) {
  const found = [];
  before.forEach(([name, properties], index) => {
    const now = new Map(after[index][1]);
    const functions = ({ value, get, set }) => [typeof value === 'function' ? value : null, get, set];
    for (const [key, descriptor] of properties) {
      const other = now.get(key);
      if (!other || functions(descriptor).some((each, at) => each !== functions(other)[at])) found.push(name + '.' + String(key));
      now.delete(key);
    }
    for (const key of now.keys()) found.push('new: ' + name + '.' + String(key));
  });
  return found;
}
function install() {
  const module = { exports: {} };
  new Function('module', 'exports', 'require', bundle)(module, module.exports, require);
  return module.exports.start(require, { spoolDir: null, mode: 'attach', trackAllocations: false, flushMs: 5, without: [] });
}
function touch(owner, key) {
  try {
    void owner[key];
  } catch {
    // Accessors of prototypes want an instance.
  }
}
const turn = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
(async () => {
  // Node makes some globals when they are first asked for.
  for (const [, owner] of owners) for (const key of Reflect.ownKeys(owner)) touch(owner, key);
  const before = state();
  const heard = listeners();
  let hooked = 0;
  for (let cycle = 0; cycle < Number(process.argv[4]); cycle++) {
    const agent = install();
    hooked += differences(before, state()).length;
    const { instance } = await WebAssembly.instantiate(bytes);
    instance.exports.handle(10);
    JSON.parse(JSON.stringify({ cycle }));
    await turn(cycle % 10);
    agent.uninstall();
    agent.drain();
    delete globalThis[Symbol.for('wasmscope.agent')];
    await turn(0);
    const left = differences(before, state());
    if (left.length > 0) throw new Error('cycle ' + cycle + ' left ' + left.join(', '));
    if (listeners() !== heard) throw new Error('cycle ' + cycle + ' left listeners: ' + listeners() + ' instead of ' + heard);
    if (instance.exports.handle(10) === undefined) throw new Error('cycle ' + cycle + ': a kept export no longer answers');
  }
  console.log(JSON.stringify({ hooked }));
})().catch((error) => { console.error(error); process.exitCode = 1; });
