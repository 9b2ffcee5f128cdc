// Numbers go into memory as JSON text, written here only for that.
import { inTurns, kernelModule } from '../../kernel/kernel.mjs';

const { memory, mixed, input } = new WebAssembly.Instance(kernelModule()).exports;
await inTurns(8, (n) => {
  const text = JSON.stringify(Array.from({ length: 40_000 }, (_, i) => Math.sin(i + n)));
  const { written } = new TextEncoder().encodeInto(text, new Uint8Array(memory.buffer, input(), 1 << 21)); // BUG(handoff/boundary-copy)
  if (mixed(written, n) === 0) throw new Error('nothing written');
});
