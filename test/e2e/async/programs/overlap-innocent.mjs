// Interleaved, and right: no state, work places that are written anew, counters, a session each, one at a time, one after the other.
import { pause, serve, session, times } from './session.mjs';

const { hash, open_session, push_to, sum_of, begin, push, finish, malloc, free } = await session();
async function stateless(x) {
  const first = hash(x);
  await pause(2);
  const place = malloc(64);
  await pause(2);
  free(place);
  return first ^ hash(x + 1);
}
async function apart(id) {
  open_session(id);
  for (let token = 0; token < 4; token++) {
    await pause(1);
    push_to(id, token * id);
  }
  return sum_of(id);
}
async function converse(seed) {
  begin(seed);
  await pause(1);
  push(seed);
  await pause(1);
  return finish();
}
let turn = Promise.resolve();
const queued = (seed) => (turn = turn.then(() => converse(seed)));

console.log(await Promise.all([stateless(1), stateless(2), stateless(3)]));
console.log(await Promise.all([apart(1), apart(2), apart(3)]));
console.log(await Promise.all([queued(1), queued(2), queued(3)]));
for (const seed of [1, 2]) console.log(await converse(seed));
let next = 0;
await serve(async (request, response) => {
  const id = next++ % 8;
  response.end(String((await apart(id)) + (await stateless(id))));
}, times(3, ['/a', '/b', '/c']));
