// The module was rebuilt: `filter` takes a second parameter now, and `minute_of` a 64-bit one.
import { inTurns, kernelModule } from '../../kernel/kernel.mjs';

const { filter, minute_of, set_in } = new WebAssembly.Instance(kernelModule()).exports;
let failed = 0;
await inTurns(6, (n) => {
  filter(100); // BUG(cache/abi-mismatch)
  set_in(0.25, n); // BUG(cache/abi-mismatch)
  try {
    minute_of(1e9 * n); // BUG(cache/abi-mismatch)
  } catch {
    failed++;
  }
});
if (failed !== 6) throw new Error('a number is no BigInt');
