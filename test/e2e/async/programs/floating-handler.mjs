import { pause, serve, session, times } from './session.mjs';

const { hash } = await session();
async function audit(x) {
  await pause(30);
  return hash(x);
}
const answer = async (request, response) => {
  audit(request.url.length); // BUG(async/floating-call)
  response.end(String(hash(1)));
};
await serve(answer, times(4, ['/a', '/b']));
