// Limits that are kept, and long calls beside timers that nothing is raced against.
import { pause, session } from './session.mjs';

const { grind, hash } = await session();

function within(limitMs, work) {
  let timer;
  const late = new Promise((_resolve, reject) => (timer = setTimeout(reject, limitMs, new Error('too late'))));
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

for (let n = 0; n < 5; n++) {
  console.log(await within(60_000, pause(1).then(() => hash(n))));
  const tick = setTimeout(() => undefined, 20);
  console.log(grind(12));
  clearTimeout(tick);
  console.log(await within(60_000, pause(1).then(() => grind(12))));
}
