// For the pages here and their workers: instances of modules that stand with other tests, and a pause.
export const pause = (elapsedMs) => new Promise((resolve) => setTimeout(resolve, elapsedMs));

export const bytesOf = async (name) => (await fetch(`/${name}`)).arrayBuffer();

const IDLE = { row: () => 0, weight: () => 0, stamp: () => 0n, progress() {}, wait_row: () => 0 };

let compiled;
/** Compiled once, for all who want an instance. */
export const sessionModule = () => (compiled ??= WebAssembly.compileStreaming(fetch('/async/programs/session.wasm')));

export async function session(env = {}, module = sessionModule()) {
  return (await WebAssembly.instantiate(await module, { env: { ...IDLE, ...env } })).exports;
}

/** Resolves to what the worker answers. */
export const answerOf = (worker) => new Promise((resolve) => worker.addEventListener('message', ({ data }) => resolve(data), { once: true }));
