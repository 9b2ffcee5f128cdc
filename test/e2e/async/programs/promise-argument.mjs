import { pause, session } from './session.mjs';

const { hash } = await session();
const size = async () => 12;
console.log(hash(size())); // BUG(async/promise-as-value)
await pause(20);
