import type { DebugProtocol } from '@vscode/debugprotocol';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { nodeBinaries } from '../../tools';
import type { DapClient } from './dap-client';
import { DebuggeeFolder, lineOf } from './debuggee-folder';

const program = (module: string): string => `const bytes = require('fs').readFileSync(__dirname + '/${module}');
const { exports: wasm } = new WebAssembly.Instance(new WebAssembly.Module(bytes), {});
const shape = wasm.create(5, 5);
console.log(wasm.perimeter(shape), Number(wasm.measure_all(shape)), wasm.weigh(2, 3, 4, 5n));`;

for (const node of nodeBinaries()) {
  describe(`looking into a stopped program (${node})`, () => {
    let folder: DebuggeeFolder;
    let client: DapClient;
    let threadId: number;
    let frame: DebugProtocol.StackFrame;
    afterEach(() => folder.remove());

    async function stopAt(module: string, text: string): Promise<void> {
      folder = new DebuggeeFolder(module, 'shapes.c');
      client = folder.client();
      const path = folder.file('shapes.c');
      await client.launch({ program: folder.write('app.cjs', program(module)), runtimeExecutable: node }, { [path]: [lineOf(readFileSync(path, 'utf8'), text)] });
      await look();
    }

    async function look(): Promise<void> {
      ({ threadId } = await client.stopped());
      const frames = await client.frames(threadId);
      frame = frames[0]!;
    }

    async function goOn(): Promise<void> {
      await client.request('continue', { threadId });
      await look();
    }

    async function variables(variablesReference: number): Promise<DebugProtocol.Variable[]> {
      return (await client.request<DebugProtocol.VariablesResponse['body']>('variables', { variablesReference })).variables;
    }

    async function scope(name: string): Promise<number> {
      return (await client.request<DebugProtocol.ScopesResponse['body']>('scopes', { frameId: frame.id })).scopes.find((each) => each.name === name)!.variablesReference;
    }

    const set = (variablesReference: number, name: string, value: string): Promise<{ value: string }> => client.request('setVariable', { variablesReference, name, value });
    const evaluate = async (expression: string): Promise<string> => (await client.request<{ result: string }>('evaluate', { expression, frameId: frame.id })).result;

    it('sets variables and members in memory, and the program computes with them', async () => {
      await stopAt('shapes-o0-dwarf5.wasm', 'int total = 0');
      const locals = await scope('Locals');
      const shape = (await variables(locals)).find(({ name }) => name === 'shape')!;
      const corners = (await variables(shape.variablesReference)).find(({ name }) => name === 'corners')!;
      const second = (await variables(corners.variablesReference))[1]!;
      assert.equal((await set(second.variablesReference, 'x', 'shape->corners[2].y * 10')).value, '100');
      assert.equal((await set(shape.variablesReference, 'colour', 'BLUE')).value, 'BLUE');
      assert.equal(await evaluate('shape->corners[1].x + shape->colour'), '106');
      const pointer = await evaluate('shape->next');
      assert.equal(pointer, 'null');
      await client.setBreakpoints(folder.file('shapes.c'));
      await client.request('continue', { threadId });
      await client.event('terminated');
      assert.match(client.output('stdout'), /^220 50 /);
    });

    it('says why a variable cannot be set', async () => {
      await stopAt('shapes-o0-dwarf5.wasm', 'int total = 0');
      const locals = await scope('Locals');
      const shape = (await variables(locals)).find(({ name }) => name === 'shape')!;
      await assert.rejects(set(locals, 'total', '1099511627776'), /1099511627776 does not fit in int/);
      await assert.rejects(set(locals, 'total', '1.5'), /no whole number/);
      await assert.rejects(set(locals, 'total', 'totals'), /no variable `totals`/);
      await assert.rejects(set(shape.variablesReference, 'corners', '1'), /can only be set to another/);
      await assert.rejects(set(shape.variablesReference, 'layer', '128'), /does not fit in .* of 7 bits/);
      await assert.rejects(set(await scope('WebAssembly'), 'shape', '3'), /can't be set/);
      assert.equal(await evaluate('total'), '0', 'what was refused changed nothing');
    });

    it('says why one in a Wasm local cannot be set', async () => {
      await stopAt('shapes-o2-dwarf5.wasm', 'double weighed = ');
      const locals = await scope('Locals');
      assert.equal(await evaluate('count'), "4 '\\u{4}'");
      await assert.rejects(set(locals, 'offset', '7'), /not in memory \(a Wasm local/);
    });

    it('names the function that a pointer leads to', async () => {
      await stopAt('shapes-o0-dwarf5.wasm', 'sum += shape->measure');
      assert.match(await evaluate('shape->measure'), /^function\[\d+\] area$/);
    });

    it('stops at functions by name, with a condition', async () => {
      await stopAt('shapes-o0-dwarf5.wasm', 'int total = 0');
      const { breakpoints } = await client.request<DebugProtocol.SetFunctionBreakpointsResponse['body']>('setFunctionBreakpoints', { breakpoints: [{ name: 'area' }, { name: 'weigh', condition: 'count == 4' }, { name: 'nowhere' }] });
      assert.deepEqual(breakpoints.map(({ verified }) => verified), [true, true, false]);
      assert.match(breakpoints[2]!.message!, /waits for a module with a function nowhere/);
      await goOn();
      assert.equal(frame.name, 'area');
      await goOn();
      assert.deepEqual([frame.name, frame.line], ['weigh', lineOf(readFileSync(folder.file('shapes.c'), 'utf8'), 'double weighed')]);
    });

    it('stops at a function named before the launch, in a start function too', async () => {
      folder = new DebuggeeFolder('start.wasm', 'start.c');
      client = folder.client();
      await client.initialize();
      const started = client.request('launch', { program: folder.write('app.cjs', program('start.wasm').split('\n').slice(0, 2).join('\n')), runtimeExecutable: node });
      await client.request('setFunctionBreakpoints', { breakpoints: [{ name: 'prepare' }] });
      await client.request('configurationDone');
      await started;
      await look();
      assert.deepEqual([frame.name, frame.line, frame.source?.path], ['prepare', 7, folder.file('start.c')]);
    });

    it('disassembles around a frame, with lines of source', async () => {
      await stopAt('shapes-o0-dwarf5.wasm', 'int total = 0');
      const ask = async (instructionOffset: number, instructionCount: number): Promise<DebugProtocol.DisassembledInstruction[]> =>
        (await client.request<NonNullable<DebugProtocol.DisassembleResponse['body']>>('disassemble', { memoryReference: frame.instructionPointerReference, instructionOffset, instructionCount })).instructions;
      const around = await ask(-30, 60);
      assert.equal(around.length, 60);
      const here = around[30]!;
      assert.deepEqual([here.address, here.line, here.location?.path], [frame.instructionPointerReference, frame.line, folder.file('shapes.c')]);
      assert.ok(around.some(({ symbol }) => symbol === 'perimeter'));
      const addresses = around.map(({ address }) => Number(address));
      assert.deepEqual(addresses, [...addresses].sort((a, b) => a - b));
      const all = await ask(-4_000, 8_000);
      assert.equal(all.length, 8_000);
      assert.equal(new Set(all.filter(({ presentationHint }) => presentationHint !== 'invalid').map(({ address }) => address)).size, all.filter(({ presentationHint }) => presentationHint !== 'invalid').length);
      assert.equal(all[0]!.presentationHint, 'invalid');
      assert.deepEqual(all.slice(4_000, 4_010).map(({ instruction }) => instruction), around.slice(30, 40).map(({ instruction }) => instruction));
      await assert.rejects(client.request('disassemble', { memoryReference: '0xf00000000', instructionCount: 1 }), /no code at/);
    });

    it('opens a function without source as text', async () => {
      folder = new DebuggeeFolder('shapes-no-debug.wasm');
      client = folder.client();
      await client.launch({ program: folder.write('app.cjs', program('shapes-no-debug.wasm').replace('wasm.weigh(2, 3, 4, 5n)', 'wasm.fail(0)')), runtimeExecutable: node }, {}, ['traps']);
      await look();
      assert.equal(frame.name, 'fail');
      const { content } = await client.request<{ content: string }>('source', { source: frame.source, sourceReference: frame.source!.sourceReference });
      assert.match(content.split('\n')[frame.line - 1]!, /i32\.div_s/);
      assert.match(content, /^0x[\da-f]+ {2}\(func \$fail/);
    });
  });
}
