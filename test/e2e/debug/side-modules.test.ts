import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { requireTool } from '../../tools';
import { DebuggeeFolder, lineOf } from './debuggee-folder';

const SOURCE = `static int calls = 5;
static int numbers[3] = {7, 8, 9};
__attribute__((export_name("twice"))) int twice(int x) {
  calls++;
  numbers[1] += x;
  return x * calls + numbers[2];
}
`;
/** As a loader of Emscripten's does it. */
const PROGRAM = `const memory = new WebAssembly.Memory({ initial: 2 });
const global = (value, mutable = false) => new WebAssembly.Global({ value: 'i32', mutable }, value);
const env = { memory, __indirect_function_table: new WebAssembly.Table({ initial: 4, element: 'anyfunc' }), __stack_pointer: global(65536, true), __memory_base: global(70000), __table_base: global(1) };
const { exports: side } = new WebAssembly.Instance(new WebAssembly.Module(require('fs').readFileSync(__dirname + '/side.wasm')), { env });
side.__wasm_apply_data_relocs?.();
console.log(side.twice(3));`;

describe('a library that is loaded while the program runs', () => {
  it('shows its globals where the loader has put them', async function () {
    requireTool(this, 'clang-19', 'wasm-ld-19');
    const folder = new DebuggeeFolder();
    try {
      const source = folder.write('side.c', SOURCE);
      execFileSync('clang-19', ['--target=wasm32', '-fPIC', '-O0', '-g', '-c', source, '-o', folder.file('side.o')]);
      execFileSync('wasm-ld-19', ['-shared', '--experimental-pic', '--no-entry', folder.file('side.o'), '-o', folder.file('side.wasm')]);
      const client = folder.client();
      await client.launch({ program: folder.write('app.cjs', PROGRAM) }, { [source]: [lineOf(SOURCE, 'return x')] });
      const { threadId } = await client.stopped();
      const [top] = await client.frames(threadId);
      const globals = await client.locals(top!.id, 'Globals');
      assert.deepEqual([globals['calls'], globals['numbers']], ['6', '[7, 11, 9]']);
    } finally {
      await folder.remove();
    }
  });
});
