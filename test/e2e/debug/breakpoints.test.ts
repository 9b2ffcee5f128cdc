import type { DebugProtocol } from '@vscode/debugprotocol';
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { nodeBinaries } from '../../tools';
import type { DapClient } from './dap-client';
import { DebuggeeFolder, lineOf } from './debuggee-folder';

const load = (module: string): string => `const bytes = require('fs').readFileSync(__dirname + '/${module}');
const { exports: wasm } = new WebAssembly.Instance(new WebAssembly.Module(bytes), {});`;

const C_PROGRAM = `${load('shapes-o0-dwarf5.wasm')}
const shape = wasm.create(5, 5);
debugger;
console.log(wasm.perimeter(shape), wasm.perimeter(shape));`;

for (const node of nodeBinaries()) {
  describe(`breakpoints of every kind (${node})`, () => {
    let folder: DebuggeeFolder;
    let client: DapClient;
    let service: ChildProcess | undefined;
    afterEach(async () => {
      service?.kill('SIGKILL');
      service = undefined;
      await folder.remove();
    });

    async function launch(program: string, ...fixtures: string[]): Promise<number> {
      folder = new DebuggeeFolder(...fixtures);
      client = folder.client();
      await client.launch({ program: folder.write('app.cjs', program), runtimeExecutable: node });
      return (await client.stopped()).threadId;
    }

    async function goOn(threadId: number): Promise<DebugProtocol.StackFrame> {
      await client.request('continue', { threadId });
      await client.stopped();
      return (await client.frames(threadId))[0]!;
    }

    const source = (name: string): string => readFileSync(folder.file(name), 'utf8');
    const set = async (command: string, args: object): Promise<DebugProtocol.Breakpoint[]> => (await client.request<{ breakpoints: DebugProtocol.Breakpoint[] }>(command, args)).breakpoints;

    it('stop at one instruction, taken from the disassembly', async () => {
      const threadId = await launch(C_PROGRAM, 'shapes-o0-dwarf5.wasm', 'shapes.c');
      await client.setBreakpoints(folder.file('shapes.c'), lineOf(source('shapes.c'), 'int total = 0'));
      const top = await goOn(threadId);
      const { instructions } = await client.request<NonNullable<DebugProtocol.DisassembleResponse['body']>>('disassemble', { memoryReference: top.instructionPointerReference, instructionCount: 12 });
      // V8 stops at no instruction that only opens a block.
      const wanted = instructions.slice(8).find(({ instruction }) => !/^\s*(block|loop)/.test(instruction))!;
      const [breakpoint] = await set('setInstructionBreakpoints', { breakpoints: [{ instructionReference: instructions[0]!.address, offset: Number(wanted.address) - Number(instructions[0]!.address) }] });
      assert.deepEqual([breakpoint!.verified, breakpoint!.source?.path], [true, folder.file('shapes.c')]);
      await client.setBreakpoints(folder.file('shapes.c'));
      assert.equal((await goOn(threadId)).instructionPointerReference, wanted.address);
      assert.equal((await goOn(threadId)).instructionPointerReference, wanted.address);
      await set('setInstructionBreakpoints', { breakpoints: [] });
      await client.request('continue', { threadId });
      await client.event('terminated');
      await assert.rejects(set('setInstructionBreakpoints', { breakpoints: [{ instructionReference: '0xf00000000' }] }), /no code at/);
    });

    it('have places in a line, each of which stops there', async () => {
      const threadId = await launch(C_PROGRAM, 'shapes-o0-dwarf5.wasm', 'shapes.c');
      const path = folder.file('shapes.c');
      const line = lineOf(source('shapes.c'), 'int total = 0') + 1;
      const places = await set('breakpointLocations', { source: { path }, line });
      assert.ok(places.length >= 2, JSON.stringify(places));
      assert.ok(places.every((place) => place.line === line));
      const test = places.find(({ column }) => source('shapes.c').split('\n')[line - 1]!.slice(column! - 1).startsWith('++'))!;
      await set('setBreakpoints', { source: { path }, breakpoints: [test] });
      const top = await goOn(threadId);
      assert.deepEqual([top.line, top.column], [test.line, test.column]);
      const inScript = await set('breakpointLocations', { source: { path: folder.file('app.cjs') }, line: 3, endLine: 5 });
      assert.deepEqual([...new Set(inScript.map((place) => place.line))], [3, 4, 5]);
      assert.deepEqual(await set('breakpointLocations', { source: { path: folder.write('other.c', '\n') }, line: 1 }), []);
    });

    it('stop in inlined copies of a function', async () => {
      const threadId = await launch(`${load('shapes-cpp-o2-dwarf4.wasm')}\ndebugger;\nconsole.log(wasm.ring_sum(3), wasm.area_of(1, 2, 0));`, 'shapes-cpp-o2-dwarf4.wasm', 'shapes.cpp');
      const found = await set('setFunctionBreakpoints', { breakpoints: [{ name: 'Ring::push' }, { name: 'area' }] });
      assert.deepEqual(found.map(({ verified, source: place }) => [verified, place?.path]), [[true, folder.file('shapes.cpp')], [true, folder.file('shapes.cpp')]]);
      await goOn(threadId);
      assert.deepEqual((await client.frames(threadId)).slice(0, 2).map(({ name }) => name), ['geometry::Ring<int, 8UL>::push', 'ring_sum']);
      await set('setFunctionBreakpoints', { breakpoints: [{ name: 'geometry::Rectangle::area' }] });
      await goOn(threadId);
      assert.deepEqual((await client.frames(threadId)).slice(0, 2).map(({ name }) => name), ['geometry::Rectangle::area', 'area_of']);
    });

    it('say where they moved to, and why they wait', async () => {
      const threadId = await launch(C_PROGRAM, 'shapes-o0-dwarf5.wasm', 'shapes.c');
      const text = source('shapes.c');
      const comment = text.split('\n').findIndex((line, index) => line === '' && index > lineOf(text, 'int perimeter') - 4) + 1;
      const [moved, beyond] = await client.setBreakpoints(folder.file('shapes.c'), comment, text.split('\n').length + 5);
      assert.ok(moved!.verified && moved!.line! > comment);
      assert.equal(moved!.message, `line ${comment} has no code of its own: this stops at line ${moved!.line}, the next that has`);
      assert.deepEqual([beyond!.verified, beyond!.message], [false, 'no code at or after this line']);
      const [unknown] = await client.setBreakpoints(folder.write('other.c', 'int x;\n'), 1);
      assert.match(unknown!.message!, /^waits for code with this line to be loaded; no debug information of the 1 module so far names this file/);
      await client.setBreakpoints(folder.file('shapes.c'));
      await client.request('continue', { threadId });
      await client.event('terminated');
    });

    it('bind again in a module that is compiled anew, changed', async () => {
      const program = `const fs = require('fs');
for (const name of ['shapes-o0-dwarf5.wasm', 'shapes-o2-dwarf5.wasm', 'shapes-o0-dwarf4.wasm']) {
  const { exports: wasm } = new WebAssembly.Instance(new WebAssembly.Module(fs.readFileSync(__dirname + '/' + name)), {});
  wasm.perimeter(wasm.create(5, 5));
}`;
      folder = new DebuggeeFolder('shapes-o0-dwarf5.wasm', 'shapes-o2-dwarf5.wasm', 'shapes-o0-dwarf4.wasm', 'shapes.c');
      client = folder.client();
      await client.launch({ program: folder.write('app.cjs', program), runtimeExecutable: node }, { [folder.file('shapes.c')]: [lineOf(source('shapes.c'), 'return total;')] });
      const modules: unknown[] = [];
      for (let stop = 0; stop < 3; stop++) {
        const { threadId } = await client.stopped();
        const [top] = await client.frames(threadId);
        assert.equal(top!.name, 'perimeter');
        modules.push(top!.moduleId);
        await client.request('continue', { threadId });
      }
      assert.equal(new Set(modules).size, 3);
      await client.event('terminated');
    });

    it('bind in a worker that starts later', async () => {
      const worker = `${load('shapes-o0-dwarf5.wasm')}\nwasm.perimeter(wasm.create(5, 5));`;
      const program = `${load('shapes-o0-dwarf5.wasm')}
wasm.perimeter(wasm.create(5, 5));
new (require('worker_threads').Worker)(__dirname + '/worker.cjs');`;
      folder = new DebuggeeFolder('shapes-o0-dwarf5.wasm', 'shapes.c');
      folder.write('worker.cjs', worker);
      client = folder.client();
      await client.launch({ program: folder.write('app.cjs', program), runtimeExecutable: node }, { [folder.file('shapes.c')]: [lineOf(source('shapes.c'), 'return total;')] });
      const first = await client.stopped();
      const [top] = await client.frames(first.threadId);
      await set('setInstructionBreakpoints', { breakpoints: [{ instructionReference: top!.instructionPointerReference }] });
      await client.setBreakpoints(folder.file('shapes.c'));
      await client.request('continue', { threadId: first.threadId });
      const second = await client.stopped();
      assert.notEqual(second.threadId, first.threadId);
      assert.deepEqual((await client.frames(second.threadId))[0]!.instructionPointerReference, top!.instructionPointerReference);
      await client.request('continue', { threadId: second.threadId });
      await client.event('terminated');
    });

    it('say that calls which ran before do not stop, where the debugger came late', async () => {
      folder = new DebuggeeFolder('shapes-o0-dwarf5.wasm', 'shapes.c');
      const program = folder.write('service.cjs', `${load('shapes-o0-dwarf5.wasm')}\nsetInterval(() => wasm.fibonacci(3), 10);\nconsole.log('ready');`);
      service = spawn(node, [program], { stdio: ['ignore', 'pipe', 'ignore'] });
      await once(service.stdout!, 'data');
      client = folder.client();
      await client.attach({ processId: service.pid, cwd: folder.path });
      const [breakpoint] = await client.setBreakpoints(folder.file('shapes.c'), lineOf(source('shapes.c'), 'return n < 2'));
      assert.deepEqual([breakpoint!.verified, breakpoint!.message], [true, 'calls that were running when the debugger came do not stop here, the next ones do']);
      await client.stopped();
    });
  });
}
