import { suspending } from './asyncify.mjs';
import { pause } from './session.mjs';

const gather = await suspending('gather', (id) => pause(5).then(() => id * 10));
const both = [gather(1), gather(2)]; // BUG(async/overlapping-call)
console.log(await Promise.race([Promise.allSettled(both), pause(100)]));
