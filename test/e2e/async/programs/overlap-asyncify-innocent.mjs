// One suspended call at a time, and small calls meanwhile.
import { suspending } from './asyncify.mjs';
import { pause, session } from './session.mjs';

const gather = await suspending('gather', (id) => pause(5).then(() => id * 10));
let turn = Promise.resolve();
const queued = (id) => (turn = turn.then(() => gather(id)));
console.log(await Promise.all([queued(1), queued(2), queued(3)]));
const { malloc, free } = await session();
free(malloc(8));
