import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { nodeBinaries, root } from '../tools';
import { rounds } from './rounds';

const CYCLES = rounds(200);

/**
 * Places the agent and takes it out again, as attaching does, and compares every property of what it may hook with what
 * it was before: same functions, same descriptors. Between the two the hooked functions are used.
 */
const PROGRAM = `
const { readFileSync } = require('node:fs');
const bundle = readFileSync(process.argv[1], 'utf8');
const bytes = readFileSync(process.argv[2]);
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
const turn = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
(async () => {
  const before = state();
  const heard = listeners();
  let hooked = 0;
  for (let cycle = 0; cycle < Number(process.argv[3]); cycle++) {
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
`;

for (const node of nodeBinaries()) {
  describe(`the agent, placed and taken out (${node})`, () => {
    it(`leaves every function as it was, ${CYCLES} times`, () => {
      const output = execFileSync(node, ['-e', PROGRAM, join(root, 'dist', 'agent.js'), join(root, 'test', 'fixtures', 'hot.wasm'), String(CYCLES)], { encoding: 'utf8' });
      const { hooked } = JSON.parse(output) as { hooked: number };
      assert.ok(hooked > CYCLES, 'it had hooked something each time');
    });
  });
}
