import { pause, serve, session, times } from './session.mjs';

const { begin, push, finish } = await session();
await serve(async (request, response) => {
  begin(request.url.length); // BUG(async/overlapping-call)
  for (let token = 0; token < 4; token++) {
    await pause(3);
    push(token * request.url.length);
  }
  response.end(String(finish()));
}, times(3, ['/a', '/bcd']));
