import { expectGolden } from '../../expect-golden';
import { DebuggeeFolder } from '../../e2e/debug/debuggee-folder';
import { shownTree } from './shown-tree';

/** Each function of values.rs fills its locals and calls `stop`. */
const PLACES = ['scalars', 'text', 'collections', 'enums', 'pointers', 'closures'];

const program = (module: string): string => `const { readFileSync } = require('node:fs');
const bytes = require('node:zlib').brotliDecompressSync(readFileSync(__dirname + '/${module}'));
const host = { stop() { debugger; }, keep() {} };
const { exports: wasm } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { host });
for (const place of ${JSON.stringify(PLACES)}) wasm[place](42);
`;

describe('the values of Rust, whole', () => {
  let folder: DebuggeeFolder;
  afterEach(() => folder.remove());

  for (const version of ['1.63', '1.96']) {
    it(`of ${version}, in a stopped program`, async () => {
      const module = `values-rust-${version}.wasm.br`;
      folder = new DebuggeeFolder(module, 'values.rs');
      const client = folder.client();
      await client.launch({ program: folder.write('app.cjs', program(module)) });
      let shown = '';
      for (const place of PLACES) {
        const { threadId } = await client.stopped();
        const [, frame] = await client.frames(threadId);
        shown += `== ${place}\n${await shownTree(client, frame!.id)}\n`;
        await client.request('continue', { threadId });
      }
      expectGolden(`values/rust-${version}.txt`, shown);
    });
  }
});
