// Values that only look like promises taken for values: real numbers, NaN on purpose, a promise in a log.
import { pause, session } from './session.mjs';

const { with_row, with_weight, hash } = await session({ row: (id) => id * 2, weight: () => NaN });
const run = async (x) => hash(x);
console.log(with_row(4), with_weight(1), run(1), `${run(2)}`);
console.log(await run(3));
await pause(20);
