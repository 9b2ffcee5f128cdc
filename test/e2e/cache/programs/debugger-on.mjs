// A look that nobody ended.
import { Session } from 'node:inspector';
import { inTurns, kernelModule } from '../../kernel/kernel.mjs';

const { work } = new WebAssembly.Instance(kernelModule()).exports;
const session = new Session();
session.connect();
session.post('Debugger.enable'); // BUG(cache/debugger-left-on)
await inTurns(40, async () => {
  work(10);
  await new Promise((resolve) => setTimeout(resolve, 100));
});
