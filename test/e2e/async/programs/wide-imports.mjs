import { pause, session } from './session.mjs';

const lookUp = async (table, id) => table[id]; // BUG(async/promise-as-value)
const { with_weight, with_stamp } = await session({ weight: (id) => lookUp([0.5, 0.25], id), stamp: (id) => lookUp([1n, 2n], id) });
console.log(with_weight(1));
try {
  with_stamp(0);
} catch (error) {
  console.log(error.message);
}
await pause(20);
