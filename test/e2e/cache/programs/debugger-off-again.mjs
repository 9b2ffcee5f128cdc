// Innocent: a planned look, over soon; and a profile, which needs no Debugger.
import { Session } from 'node:inspector';
import { inTurns, kernelModule } from '../../kernel/kernel.mjs';

const { work } = new WebAssembly.Instance(kernelModule()).exports;
const session = new Session();
session.connect();
session.post('Debugger.enable');
session.post('Profiler.enable');
session.post('Profiler.start');
work(10);
session.post('Debugger.disable');
await inTurns(40, async () => {
  work(10);
  await new Promise((resolve) => setTimeout(resolve, 100));
});
session.post('Profiler.stop');
session.disconnect();
