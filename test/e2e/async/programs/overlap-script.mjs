import { pause, session } from './session.mjs';

const { begin, push, finish } = await session();
async function converse(seed) {
  begin(seed); // BUG(async/overlapping-call)
  await pause(2);
  push(seed + 1);
  await pause(2);
  return finish();
}
console.log(await Promise.all([converse(5), converse(9)]));
