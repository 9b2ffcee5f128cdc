// A script whose work has a time limit: what holds the thread cannot be timed out.
import { session } from './session.mjs';

const { grind } = await session();

function within(limitMs, work) {
  let timer;
  const late = new Promise((_resolve, reject) => (timer = setTimeout(reject, limitMs, new Error('too late'))));
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

async function step() {
  await new Promise(setImmediate);
  return grind(12); // BUG(async/blocked-loop)
}

for (let n = 0; n < 6; n++) console.log(await within(50, step()).catch(({ message }) => message));
