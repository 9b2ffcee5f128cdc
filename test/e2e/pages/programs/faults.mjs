import { answerOf, bytesOf, pause, session } from './modules.mjs';

const { begin, push, finish } = await session();
async function converse(seed) {
  begin(seed); // BUG(async/overlapping-call)
  await pause(2);
  push(seed + 1);
  await pause(2);
  return finish();
}
for (let round = 0; round < 20; round++) {
  await Promise.all([converse(5), converse(9)]);
  await pause(20);
}

const model = await bytesOf('async/programs/session.wasm');
for (let time = 0; time < 4; time++) {
  await WebAssembly.compile(model.slice()); // BUG(cache/recompiled)
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
