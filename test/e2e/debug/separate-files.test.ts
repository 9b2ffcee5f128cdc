import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { nodeBinaries } from '../../tools';
import { fixturePath } from '../../fixture-modules';
import { DebuggeeFolder, lineOf } from './debuggee-folder';

/** V8 says of a module that Node has compiled from bytes only what its content is, and not where they were read. */
const PROGRAM = `const { exports: wasm } = new WebAssembly.Instance(new WebAssembly.Module(require('fs').readFileSync(__dirname + '/build/tally-assemblyscript.wasm')), { env: { abort() {} } });
console.log(wasm.tally(3, 4));`;

for (const node of nodeBinaries()) {
  describe(`debug information beside the module (${node})`, () => {
    let folder: DebuggeeFolder;
    afterEach(() => folder.remove());

    it('is found with nothing configured, through the file that has the same bytes', async () => {
      folder = new DebuggeeFolder('tally.ts');
      mkdirSync(`${folder.path}/build`);
      for (const name of ['tally-assemblyscript.wasm', 'tally-assemblyscript.wasm.map']) copyFileSync(fixturePath(name), `${folder.path}/build/${name}`);
      const client = folder.client();
      const source = folder.file('tally.ts');
      const line = lineOf(readFileSync(source, 'utf8'), 'sum += next');
      await client.launch({ program: folder.write('app.cjs', PROGRAM), runtimeExecutable: node }, { [source]: [line] });
      const { threadId } = await client.stopped();
      const [frame] = await client.frames(threadId);
      assert.deepEqual([frame?.source?.path, frame?.line], [source, line]);
      assert.equal((await client.locals(frame!.id, 'WebAssembly'))['limit'], '4');
    });
  });
}
