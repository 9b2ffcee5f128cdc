import { pause, serve, session, times } from './session.mjs';

const { begin, push, finish } = await session();
await serve(async (request, response) => {
  const tokens = request.url === '/long' ? 8 : 2;
  if (tokens === 2) await pause(4);
  begin(tokens); // BUG(async/out-of-order) BUG(async/overlapping-call)
  for (let token = 0; token < tokens; token++) {
    response.write(`data: ${push(token + tokens)}\n\n`);
    await pause(3);
  }
  response.end(`data: ${finish()}\n\n`);
}, times(3, ['/long', '/short']));
