import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { nodeBinaries } from '../../tools';
import { DebuggeeFolder, lineOf } from './debuggee-folder';
import { LOADERS } from './loaders';

for (const node of nodeBinaries()) {
  describe(`debugging a launched program (${node})`, () => {
    let folder: DebuggeeFolder;
    let source: string;
    beforeEach(() => {
      folder = new DebuggeeFolder('shapes-o0-dwarf5.wasm', 'shapes.c', 'start.wasm', 'start.c');
      source = readFileSync(folder.file('shapes.c'), 'utf8');
    });
    afterEach(() => folder.remove());

    for (const [name, { file, text, stopsAt, stopsIn, source: sourceName, runtimeArgs = [] }] of Object.entries(LOADERS)) {
      it(`stops at a line of C set before the launch, and lets it go on: ${name}`, async () => {
        const path = folder.file(sourceName);
        const line = lineOf(readFileSync(path, 'utf8'), stopsAt);
        const client = folder.client();
        await client.launch({ program: folder.write(file, text), runtimeExecutable: node, runtimeArgs }, { [path]: [line] });
        const { reason, threadId } = await client.stopped();
        assert.equal(reason, 'breakpoint');
        const [top] = await client.frames(threadId);
        assert.deepEqual([top?.name, top?.line, top?.source?.path], [stopsIn, line, path]);
        await client.setBreakpoints(path);
        await client.request('continue', { threadId });
        await client.event('terminated');
        assert.equal(client.output('stdout'), sourceName === 'start.c' ? '25\n' : '30\n');
      });
    }

    it('stops in an ES module and in C in turn, and mixes both in one stack', async () => {
      const client = folder.client();
      const { file, text } = LOADERS['an ES module with top-level await']!;
      const program = folder.write(file, text);
      const line = lineOf(source, 'total += manhattan');
      await client.launch({ program, runtimeExecutable: node }, { [program]: [4], [folder.file('shapes.c')]: [line] });
      const first = await client.stopped();
      const [top] = await client.frames(first.threadId);
      assert.deepEqual([top?.line, top?.source?.path], [4, program]);
      await client.request('continue', { threadId: first.threadId });
      const second = await client.stopped();
      const stack = await client.frames(second.threadId);
      assert.deepEqual(stack.slice(0, 2).map(({ name, line: at, source: from }) => [name, at, from?.path]), [
        ['perimeter', line, folder.file('shapes.c')],
        [stack[1]!.name, 4, program],
      ]);
    });

    it('moves a breakpoint on a line without code to the next with code, and says so', async () => {
      const client = folder.client();
      const { file, text } = LOADERS['CommonJS, compiled synchronously']!;
      const empty = lineOf(source, 'EXPORT(perimeter)') - 1;
      await client.launch({ program: folder.write(file, text), runtimeExecutable: node }, { [folder.file('shapes.c')]: [empty] });
      const { threadId } = await client.stopped();
      const [top] = await client.frames(threadId);
      assert.equal(top?.name, 'perimeter');
      const [breakpoint] = await client.setBreakpoints(folder.file('shapes.c'), empty);
      assert.deepEqual([breakpoint?.verified, breakpoint?.line], [true, top.line]);
    });

    it('stops on entry when asked', async () => {
      const client = folder.client();
      const { file, text } = LOADERS['CommonJS, compiled synchronously']!;
      const program = folder.write(file, text);
      await client.launch({ program, runtimeExecutable: node, stopOnEntry: true });
      const { reason, threadId } = await client.stopped();
      assert.equal(reason, 'entry');
      assert.equal((await client.frames(threadId))[0]?.source?.path, program);
    });

    it('reports a trap that JavaScript catches, at its line', async () => {
      const client = folder.client();
      const program = folder.write(
        'trap.cjs',
        `const bytes = require('fs').readFileSync(__dirname + '/shapes-o0-dwarf5.wasm');
const { exports: wasm } = new WebAssembly.Instance(new WebAssembly.Module(bytes), {});
try { wasm.fail(0); } catch (error) { console.log(error.message); }`,
      );
      await client.launch({ program, runtimeExecutable: node }, {}, ['traps']);
      const { reason, threadId, text } = await client.stopped();
      assert.deepEqual([reason, text], ['exception', 'RuntimeError: divide by zero']);
      assert.equal((await client.frames(threadId))[0]?.line, lineOf(source, '100 / divisor'));
      const info = await client.request<{ exceptionId: string; breakMode: string }>('exceptionInfo', { threadId });
      assert.deepEqual([info.exceptionId, info.breakMode], ['RuntimeError', 'always']);
    });
  });
}
