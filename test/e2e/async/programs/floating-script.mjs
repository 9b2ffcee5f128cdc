import { pause, session } from './session.mjs';

const { hash } = await session();
async function infer(x) {
  await pause(5);
  return hash(x);
}
async function handle(x) {
  infer(x); // BUG(async/floating-call)
  await pause(1);
  return 'done';
}
for (let x = 0; x < 3; x++) console.log(await handle(x));
await pause(700);
