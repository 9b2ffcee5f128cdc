import { pause, serve, session, times } from '../../async/programs/session.mjs';

const { gather } = await session({ wait_row: new WebAssembly.Suspending((id) => pause(2).then(() => id)) });
const infer = WebAssembly.promising(gather);
await serve(async (request, response) => {
  infer(1); // BUG(async/floating-call)
  response.end('sent');
  await pause(10);
}, times(1, ['/a']));
