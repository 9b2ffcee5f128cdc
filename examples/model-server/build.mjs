// Builds both revisions of the scorer with Debian's clang-19 and wasm-ld-19.
import { execFileSync } from 'node:child_process';
import { chmodSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const run = (command, args) => execFileSync(command, args, { cwd: here, stdio: 'inherit' });
const EXPORTS = ['revision', 'load_weights', 'score_of', 'best_of'];

for (const revision of [1, 2]) {
  const object = `scorer-${revision}.o`;
  const module = `models/scorer-${revision}.wasm`;
  run('clang-19', ['--target=wasm32', '-O1', '-g', '-ffreestanding', '-fno-builtin', `-ffile-prefix-map=${here}=./`, '-fdebug-compilation-dir=.', `-DREVISION=${revision}`, '-c', 'scorer.c', '-o', object]);
  run('wasm-ld-19', ['--no-entry', ...EXPORTS.map((name) => `--export=${name}`), object, '-o', module]);
  rmSync(`${here}${object}`);
  chmodSync(`${here}${module}`, 0o644);
}
