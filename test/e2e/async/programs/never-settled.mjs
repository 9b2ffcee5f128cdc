import { pause, serve, session, times } from './session.mjs';

const waiting = new Map();
const device = await session({
  progress(id) {
    if (id === 3) return;
    setTimeout(() => waiting.get(id)(id), 4);
  },
});
const read = (id) =>
  new Promise((resolve) => { // BUG(async/never-settled)
    waiting.set(id, resolve);
    device.visit(id);
  });
let slowestMs = 0;
const answer = async (request, response) => {
  const startedAt = Date.now();
  response.end(String(await read(Number(request.url.slice(1)))));
  slowestMs = Math.max(slowestMs, Date.now() - startedAt);
};
await serve(answer, [...times(4, ['/1', '/2']), ['/3'], ...times(2, ['/4'])], 1_200);
await pause(12 * slowestMs);
