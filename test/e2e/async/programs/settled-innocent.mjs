// Promises that wait long by design, and one that is slow once.
import { pause, serve, session, times } from './session.mjs';

const device = await session();
const poll = (milliseconds) =>
  new Promise((resolve) => {
    device.visit(0);
    setTimeout(resolve, milliseconds);
  });
const answer = async (request, response) => {
  await poll(Number(request.url.slice(1)));
  response.end();
};
await serve(answer, [...times(3, ['/5', '/300', '/700']), ['/1200']], 100);
await pause(1);
