// Builds both modules with Emscripten (seen with Debian's 3.1.6). `-g` and `-gsource-map` exclude each other there, so
// the source map is made from the finished module's line table with Emscripten's own tool.
import { execFileSync } from 'node:child_process';
import { appendFileSync, chmodSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const run = (command, args) => execFileSync(command, args, { cwd: here, stdio: 'inherit' });
const pathOf = (command) => realpathSync(execFileSync('sh', ['-c', `command -v ${command}`], { encoding: 'utf8' }).trim());
const mapMaker = join(dirname(pathOf('emcc')), 'tools/wasm-sourcemap.py');
const FLAGS = [
  '-O1', '-g', '--js-library', 'rows.library.js', `-ffile-prefix-map=${here}=./`, '-fdebug-compilation-dir=.',
  '-sASYNCIFY=1', '-sASYNCIFY_IMPORTS=["fetch_rows"]', '-sASYNCIFY_STACK_SIZE=16384',
  '-sMODULARIZE=1', '-sENVIRONMENT=node', '-sALLOW_MEMORY_GROWTH=1', '-sINITIAL_MEMORY=2097152', '-sTOTAL_STACK=65536',
  '-sEXPORTED_FUNCTIONS=["_search","_malloc","_free"]', '-sEXPORTED_RUNTIME_METHODS=["ccall"]',
  '-sNODEJS_CATCH_EXIT=0', '-sNODEJS_CATCH_REJECTION=0', '-sASSERTIONS=0',
];

/** A custom section named sourceMappingURL (WebAssembly tool conventions); all its lengths are below 128. */
function sourceMapSection(url) {
  const text = (value) => [value.length, ...Buffer.from(value)];
  const payload = [...text('sourceMappingURL'), ...text(url)];
  return Buffer.from([0, payload.length, ...payload]);
}

for (const [source, glue] of [['search-broken.c', 'kernel-broken.js'], ['search-mended.c', 'kernel-mended.js']]) {
  const module = glue.replace(/js$/, 'wasm');
  run('emcc', [...FLAGS, 'vector.c', source, '-o', glue]);
  run('python3', [mapMaker, module, '-o', `${module}.map`, '--dwarfdump', pathOf('llvm-dwarfdump-19')]);
  appendFileSync(join(here, module), sourceMapSection(`${module}.map`));
  chmodSync(join(here, module), 0o644);
}
