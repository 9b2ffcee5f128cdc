// A cluster of two workers; the primary says who they are.
const cluster = require('node:cluster');

if (cluster.isPrimary) {
  cluster.setupPrimary({ execArgv: [] });
  let online = 0;
  cluster.on('online', () => {
    if (++online === 2) console.log(Object.values(cluster.workers).map(({ process }) => process.pid).join(' '));
  });
  for (let n = 0; n < 2; n++) cluster.fork();
} else {
  setInterval(() => undefined, 1_000);
  process.on('disconnect', () => process.exit());
}
