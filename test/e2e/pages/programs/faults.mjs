import { answerOf, pause } from './modules.mjs';

for (let time = 0; time < 4; time++) {
  await WebAssembly.compileStreaming(fetch('/async/programs/session.wasm')); // BUG(cache/recompiled)
  await pause(20);
}

const worker = new Worker('./leaking-worker.mjs', { type: 'module' });
await answerOf(worker);
for (let frame = 0; frame < 30; frame++) {
  worker.postMessage(Array.from({ length: 1 << 17 }, (_, i) => i + frame + 0.5)); // BUG(handoff/clone)
  await answerOf(worker);
  await pause(10);
}
await fetch('/done');
