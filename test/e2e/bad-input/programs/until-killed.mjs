// A service that compiles the same module again and again, and serves until it is stopped. With `--eat` it also keeps
// whatever it makes, so that its memory runs out after a while.
import { readFileSync } from 'node:fs';

const bytes = readFileSync(new URL('../../../fixtures/hot.wasm', import.meta.url));
const kept = [];
for (let round = 0; ; round++) {
  for (let request = 0; request < 5; request++) {
    const { instance } = await WebAssembly.instantiate(bytes);
    instance.exports.handle(1_000);
  }
  if (process.argv.includes('--eat') && round > 3) kept.push(Array.from({ length: 100_000 }, (_, index) => ({ index })));
  console.log(`pid ${process.pid} round ${round}`);
  await new Promise((later) => setTimeout(later, 200));
}
