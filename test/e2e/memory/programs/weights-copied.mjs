// A pool of three workers, each of which loads the whole model.
import { Worker } from 'node:worker_threads';

const workers = [1, 2, 3].map(() => new Worker(new URL('./weights-worker.mjs', import.meta.url), { workerData: { bytes: 6 << 20, seed: 7 } }));
const totals = await Promise.all(workers.map((worker) => new Promise((resolve) => worker.once('message', resolve))));
console.log(totals.join(' '));
