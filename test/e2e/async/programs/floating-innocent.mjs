// Nobody awaits these, and rightly: handlers that end with their response, a failure that is handled, kept and awaited later, a main program.
import { pause, serve, session, times } from './session.mjs';

const { hash } = await session();
async function infer(x) {
  await pause(3);
  return hash(x);
}
async function respond(request, response) {
  try {
    response.end(String(await infer(request.url.length)));
  } catch (error) {
    response.destroy(error);
  }
}
const route = (request, response) => {
  if (request.url === '/background') infer(7).catch(console.error);
  respond(request, response);
};
async function main() {
  const kept = infer(1);
  await pause(600);
  console.log(await kept);
  await serve(route, times(3, ['/a', '/background']));
  await serve(async (request, response) => {
    await infer(2);
    response.end();
  }, times(2, ['/']));
  console.log(await Promise.all([infer(3), infer(4)]));
}
main();
