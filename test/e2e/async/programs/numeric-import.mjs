import { pause, session } from './session.mjs';

const rows = [10, 20, 30];
const { with_row } = await session({
  async row(id) { // BUG(async/promise-as-value)
    await pause(1);
    return rows[id];
  },
});
for (const id of [0, 1, 2]) console.log(with_row(id));
await pause(20);
