import { pause, session } from './session.mjs';

const { borrow, give_back } = await session();
async function step(x) {
  borrow(x); // BUG(async/overlapping-call)
  await pause(4);
  return give_back();
}
console.log(await Promise.allSettled([step(1), step(2)]));
