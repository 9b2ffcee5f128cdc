import { pause, serve, session, times } from './session.mjs';

process.on('unhandledRejection', () => undefined);
const { hash, borrow } = await session();
async function refine(x) {
  const first = hash(x);
  await pause(30);
  borrow(first);
  return borrow(first);
}
const answer = (request, response) => {
  refine(request.url.length); // BUG(async/late-rejection) BUG(async/floating-call)
  response.end('accepted');
};
await serve(answer, times(3, ['/a']));
