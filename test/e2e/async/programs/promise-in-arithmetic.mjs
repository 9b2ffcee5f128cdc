import { pause, session } from './session.mjs';

const { hash } = await session();
async function run(x) {
  const warm = hash(x);
  await pause(1);
  return warm + hash(x + 1);
}
console.log(run(3) + 1); // BUG(async/promise-as-value)
await pause(50);
console.log(`the end ${await run(4)}`);
