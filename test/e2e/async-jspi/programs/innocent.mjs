// Suspended calls that end in the reverse order, one after the other, or with small calls meanwhile.
import { pause, session } from '../../async/programs/session.mjs';

const { gather, hash } = await session({ wait_row: new WebAssembly.Suspending((id) => pause(id * 8).then(() => id)) });
const call = WebAssembly.promising(gather);
console.log(await Promise.all([3, 2, 1].map((id) => call(id))));
for (const id of [1, 2]) {
  const going = call(id);
  hash(id);
  console.log(await going);
}
