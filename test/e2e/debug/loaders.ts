/** The ways in which programs load a module, each a program of its own that prints `30` or, of start.c, `25`. */
export interface Loader {
  readonly file: string;
  readonly text: string;
  readonly module: string;
  readonly source: string;
  /** Text of a line that the program runs through, and the function that it is in. */
  readonly stopsAt: string;
  readonly stopsIn: string;
  readonly runtimeArgs?: readonly string[];
}

const SHAPES = { module: 'shapes-o0-dwarf5.wasm', source: 'shapes.c', stopsAt: 'shape->depth = -3', stopsIn: 'create' } as const;
const START = { module: 'start.wasm', source: 'start.c', stopsAt: 'squares[number] = number', stopsIn: 'prepare' } as const;
const USE_SHAPES = 'console.log(wasm.perimeter(wasm.create(5, 5)));';

const SYNCHRONOUS = `const bytes = require('fs').readFileSync(__dirname + '/shapes-o0-dwarf5.wasm');
const { exports: wasm } = new WebAssembly.Instance(new WebAssembly.Module(bytes), {});
${USE_SHAPES}`;

export const LOADERS: Record<string, Loader> = {
  'CommonJS, compiled synchronously': { ...SHAPES, file: 'app.cjs', text: SYNCHRONOUS },
  'CommonJS, instantiated asynchronously': {
    ...SHAPES,
    file: 'app-async.cjs',
    text: `const bytes = require('fs').readFileSync(__dirname + '/shapes-o0-dwarf5.wasm');
WebAssembly.instantiate(bytes, {}).then(({ instance: { exports: wasm } }) => ${USE_SHAPES.slice(0, -1)});`,
  },
  'an ES module with top-level await': {
    ...SHAPES,
    file: 'app.mjs',
    text: `import { readFile } from 'node:fs/promises';
const module = await WebAssembly.compile(await readFile(new URL('./shapes-o0-dwarf5.wasm', import.meta.url)));
const { exports: wasm } = await WebAssembly.instantiate(module, {});
${USE_SHAPES}`,
  },
  'a worker thread': {
    ...SHAPES,
    file: 'app-worker.cjs',
    text: `const { Worker, isMainThread } = require('worker_threads');
if (isMainThread) new Worker(__filename);
else {
${SYNCHRONOUS}
}`,
  },
  'a start function': {
    ...START,
    file: 'app-start.mjs',
    text: `import { readFileSync } from 'node:fs';
const { instance } = await WebAssembly.instantiate(readFileSync(new URL('./start.wasm', import.meta.url)), {});
console.log(instance.exports.square(5));`,
  },
  'instantiated while it streams': {
    ...SHAPES,
    file: 'app-streaming.cjs',
    text: `const bytes = require('fs').readFileSync(__dirname + '/shapes-o0-dwarf5.wasm');
const answer = new Response(bytes, { headers: { 'content-type': 'application/wasm' } });
WebAssembly.instantiateStreaming(answer, {}).then(({ instance: { exports: wasm } }) => ${USE_SHAPES.slice(0, -1)});`,
  },
  'imported like a script': {
    ...SHAPES,
    file: 'app-import.mjs',
    runtimeArgs: ['--experimental-wasm-modules', '--no-warnings'],
    text: `import * as wasm from './shapes-o0-dwarf5.wasm';
${USE_SHAPES}`,
  },
  'compiled in one thread, instantiated in another': {
    ...SHAPES,
    file: 'app-handed-over.cjs',
    text: `const { Worker, isMainThread, workerData } = require('worker_threads');
if (isMainThread) {
  const bytes = require('fs').readFileSync(__dirname + '/shapes-o0-dwarf5.wasm');
  new Worker(__filename, { workerData: new WebAssembly.Module(bytes) });
} else {
  const { exports: wasm } = new WebAssembly.Instance(workerData, {});
  ${USE_SHAPES}
}`,
  },
  'a child process': {
    ...SHAPES,
    file: 'app-child.cjs',
    text: `if (process.argv[2] !== 'child') require('child_process').fork(__filename, ['child'], { stdio: 'inherit' });
else {
${SYNCHRONOUS}
}`,
  },
  'a context of its own': {
    ...SHAPES,
    file: 'app-context.cjs',
    text: `const bytes = require('fs').readFileSync(__dirname + '/shapes-o0-dwarf5.wasm');
require('vm').runInNewContext(\`const { exports: wasm } = new WebAssembly.Instance(new WebAssembly.Module(bytes), {});
${USE_SHAPES}\`, { bytes, console });`,
  },
};
