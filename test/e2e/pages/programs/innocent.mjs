// Interleaved and right, waited for in every way, sent by transfer, compiled once, freed in time.
import { answerOf, pause, session, sessionModule } from './modules.mjs';

const { hash, open_session, push_to, sum_of, begin, push, finish, malloc, free, memory } = await session();
async function stateless(x) {
  const first = hash(x);
  await pause(2);
  const place = malloc(64);
  await pause(2);
  free(place);
  return first ^ hash(x + 1);
}
async function apart(id) {
  open_session(id);
  for (let token = 0; token < 4; token++) {
    await 0;
    push_to(id, token * id);
    await pause(1);
  }
  return sum_of(id);
}
async function converse(seed) {
  begin(seed);
  await null;
  push(seed);
  await pause(1);
  return finish();
}
let turn = Promise.resolve();
const queued = (seed) => (turn = turn.then(() => converse(seed)));

await Promise.all([stateless(1), stateless(2), stateless(3)]);
await Promise.all([apart(1), apart(2), apart(3)]);
await Promise.all([queued(1), queued(2), queued(3)]);
for (const seed of [1, 2]) await converse(seed);

// Frames of a picture, and events between them.
let frames = 0;
const drawn = new Promise((resolve) => {
  const draw = () => {
    push(new Uint8Array(memory.buffer)[0]);
    if (++frames < 10) requestAnimationFrame(draw);
    else resolve();
  };
  requestAnimationFrame(draw);
});
addEventListener('message', ({ data }) => push(data));
for (let event = 0; event < 5; event++) {
  postMessage(event);
  await pause(5);
}
await drawn;

// Suspended by V8, and resumed.
const waiting = await session({ wait_row: new WebAssembly.Suspending(() => pause(2).then(() => 7)) });
for (const name of Object.keys(waiting).filter((each) => each.includes('wait'))) await WebAssembly.promising(waiting[name])(1, 2);

// Begun and left, with its failure seen to.
void Promise.reject(new Error('refused')).catch(() => undefined);
class Later extends Promise {}
if ((await new Later((resolve) => resolve(3))) !== 3 || !(turn instanceof Promise) || !(Promise.resolve(turn) === turn)) throw new Error('promises are not what they were');
if ((await Promise.allSettled([Promise.race([pause(1), turn]), Promise.any([turn]), Promise.reject(new Error('no'))])).length !== 3) throw new Error('promises are not what they were');

const worker = new Worker('./transfer-worker.mjs', { type: 'module' });
worker.postMessage(await sessionModule());
await answerOf(worker);
for (let frame = 0; frame < 10; frame++) {
  const { buffer } = new Float32Array(1 << 19).fill(frame);
  worker.postMessage(buffer, [buffer]);
  await answerOf(worker);
}
await fetch('/done');
