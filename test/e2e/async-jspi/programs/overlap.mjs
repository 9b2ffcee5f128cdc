import { pause, session } from '../../async/programs/session.mjs';

const { gather } = await session({ wait_row: new WebAssembly.Suspending((id) => pause(id * 5).then(() => id)) });
const call = WebAssembly.promising(gather);
const calls = [1, 2, 3].map((id) => call(id)); // BUG(async/overlapping-call)
console.log(await Promise.all(calls));
await pause(20);
