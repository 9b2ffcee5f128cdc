import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { nodeBinaries, requireTool } from '../../tools';
import type { DapClient } from './dap-client';
import { DebuggeeFolder, lineOf } from './debuggee-folder';

const PROGRAM = `const bytes = require('fs').readFileSync(__dirname + '/shapes-o0-dwarf5.wasm');
const { exports: wasm } = new WebAssembly.Instance(new WebAssembly.Module(bytes), {});
function work() {
  const shape = wasm.create(5, 5);
  const around = wasm.perimeter(shape);
  const seven = wasm.fibonacci(7);
  return around + seven;
}
debugger;
console.log(work());`;

for (const node of nodeBinaries()) {
  describe(`stepping (${node})`, () => {
    let folder: DebuggeeFolder;
    let source: string;
    let client: DapClient;
    beforeEach(() => {
      folder = new DebuggeeFolder('shapes-o0-dwarf5.wasm', 'shapes.c');
      source = readFileSync(folder.file('shapes.c'), 'utf8');
      client = folder.client();
    });
    afterEach(() => folder.remove());

    const start = (lines: number[]): Promise<void> => client.launch({ program: folder.write('app.cjs', PROGRAM), runtimeExecutable: node }, { [folder.file('shapes.c')]: lines });

    /** Runs one request and gives where it ends: `function:line` of the innermost frames. */
    async function after(command: string, threadId: number, depth = 1): Promise<string[]> {
      await client.request(command, { threadId });
      await client.stopped();
      return (await client.stack(threadId)).slice(0, depth);
    }

    it('steps over lines of C, one after the other, and back into JavaScript', async () => {
      await start([]);
      const { threadId } = await client.stopped();
      await client.setBreakpoints(folder.file('shapes.c'), lineOf(source, 'shape->visible = 1'));
      const first = lineOf(source, 'shape->visible = 1');
      assert.deepEqual(await after('continue', threadId), [`create:${first}`]);
      const seen: string[] = [];
      for (let steps = 0; steps < 9; steps++) seen.push(...(await after('next', threadId)));
      assert.deepEqual(seen, [1, 2, 3, 4, 5, 6, 7, 8].map((more) => `create:${first + more}`).concat(`create:${lineOf(source, '  return shape;') + 1}`));
      assert.deepEqual(await after('next', threadId, 1), ['work:5']);
    });

    it('steps into a function past its prologue, and out of it into its caller', async () => {
      const call = lineOf(source, 'sum += shape->measure(shape)');
      const program = folder.write('measure.cjs', PROGRAM.replace('wasm.fibonacci(7)', 'Number(wasm.measure_all(shape))'));
      await client.launch({ program, runtimeExecutable: node }, { [folder.file('shapes.c')]: [call] });
      await client.stopped().then(({ threadId }) => client.request('continue', { threadId }));
      const { threadId } = await client.stopped();
      const inside = await after('stepIn', threadId, 2);
      assert.deepEqual(inside, [`area:${lineOf(source, 'Point first = shape->corners[0]')}`, `measure_all:${call}`]);
      const [outside] = await after('stepOut', threadId);
      assert.match(outside!, /^measure_all:/);
    });

    it('steps from JavaScript into C', async () => {
      await start([]);
      const { threadId } = await client.stopped();
      await client.setBreakpoints(folder.file('app.cjs'), 5);
      assert.deepEqual(await after('continue', threadId), ['work:5']);
      assert.deepEqual(await after('stepIn', threadId, 2), [`perimeter:${lineOf(source, 'int total = 0')}`, 'work:5']);
    });

    it('stays in its own activation when a function calls itself', async () => {
      const line = lineOf(source, 'return n < 2 ? n');
      await start([line]);
      const first = await client.stopped();
      await client.request('continue', { threadId: first.threadId });
      const { threadId } = await client.stopped();
      assert.deepEqual((await client.stack(threadId)).slice(0, 2), [`fibonacci:${line}`, 'work:6']);
      const [, ...below] = await after('stepIn', threadId, 3);
      assert.deepEqual(below, [`fibonacci:${line}`, 'work:6']);
      await client.setBreakpoints(folder.file('shapes.c'));
      const ended = await after('stepOut', threadId, 2);
      assert.equal(ended[1], 'work:6');
      assert.match((await after('next', threadId, 2))[0]!, /^(fibonacci|work):/);
    });

    it('comes back to the activation that called it from the same line', async () => {
      const line = lineOf(source, 'return n < 2 ? n');
      await client.initialize();
      const launched = client.request('launch', { program: folder.write('app.cjs', PROGRAM.replace('debugger;', '')), runtimeExecutable: node });
      await client.request('setBreakpoints', { source: { path: folder.file('shapes.c') }, breakpoints: [{ line, condition: 'n == 3' }] });
      await client.request('configurationDone');
      await launched;
      const { threadId } = await client.stopped();
      await client.setBreakpoints(folder.file('shapes.c'));
      const activations = async (): Promise<number> => (await client.stack(threadId)).filter((frame) => frame.startsWith('fibonacci')).length;
      assert.equal(await activations(), 5);
      await after('next', threadId);
      assert.equal(await activations(), 4);
      await after('next', threadId);
      assert.equal(await activations(), 3);
    });

    it('stops where the arguments are there when it is paused in a busy loop', async () => {
      const program = folder.write('busy.cjs', PROGRAM.replace('wasm.fibonacci(7)', 'wasm.fibonacci(40)').replace('debugger;', 'console.log("busy");'));
      await client.launch({ program, runtimeExecutable: node });
      await client.written('busy');
      let stack: string[];
      do {
        await client.request('pause', { threadId: 1 });
        const { reason, threadId } = await client.stopped();
        assert.equal(reason, 'pause');
        stack = await client.stack(threadId);
        if (!stack[0]!.startsWith('fibonacci')) await client.request('continue', { threadId });
      } while (!stack[0]!.startsWith('fibonacci'));
      assert.match(stack[0]!, new RegExp(`:${lineOf(source, 'return n < 2 ? n')}$`));
    });

    it('steps over a line that loops millions of times', async function () {
      requireTool(this, 'clang-19', 'wasm-ld-19');
      const loop = folder.write('loop.c', '__attribute__((export_name("spin"))) int spin(int n) {\n  volatile int sum = 0;\n  for (int i = 0; i < n; i++) sum += i;\n  return sum;\n}\n');
      execFileSync('clang-19', ['--target=wasm32', '-O0', '-g', '-c', loop, '-o', folder.file('loop.o')]);
      execFileSync('wasm-ld-19', ['--no-entry', folder.file('loop.o'), '-o', folder.file('loop.wasm')]);
      const program = folder.write(
        'loop.cjs',
        `const bytes = require('fs').readFileSync(__dirname + '/loop.wasm');
console.log(new WebAssembly.Instance(new WebAssembly.Module(bytes), {}).exports.spin(2_000_000));`,
      );
      await client.launch({ program, runtimeExecutable: node }, { [loop]: [3] });
      const { threadId } = await client.stopped();
      assert.deepEqual(await after('next', threadId), ['spin:4']);
    });

    it('does not run through a breakpoint on the way', async () => {
      const inside = lineOf(source, 'return difference < 0');
      await start([lineOf(source, 'int total = 0'), inside]);
      await client.stopped().then(({ threadId }) => client.request('continue', { threadId }));
      const { threadId } = await client.stopped();
      await client.request('next', { threadId });
      await client.stopped();
      await client.request('next', { threadId });
      await client.stopped();
      await client.request('next', { threadId });
      const { reason } = await client.stopped();
      assert.equal(reason, 'breakpoint');
      assert.match((await client.stack(threadId))[0]!, new RegExp(`:${inside}$`));
    });
  });
}
