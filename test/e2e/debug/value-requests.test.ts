import type { DebugProtocol } from '@vscode/debugprotocol';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { nodeBinaries, requireTool } from '../../tools';
import type { DapClient } from './dap-client';
import { DebuggeeFolder, lineOf } from './debuggee-folder';

const load = (module: string): string => `const bytes = require('fs').readFileSync(__dirname + '/${module}');
const { exports: wasm } = new WebAssembly.Instance(new WebAssembly.Module(bytes), {});
`;
const PROGRAM = `${load('shapes-o0-dwarf5.wasm')}function work(count, settings) {
  const shape = wasm.create(5, 5);
  return wasm.perimeter(shape) + count + settings.extra;
}
console.log(work(1, { extra: 2, get touched() { globalThis.wasTouched = true; return 1; } }));`;

const ARRAYS = `static int numbers[100000];
__attribute__((export_name("fill"))) int fill(int n) {
  for (int i = 0; i < n; i++) numbers[i] = i * 3;
  int *first = numbers;
  return *first + n;
}
`;

for (const node of nodeBinaries()) {
  describe(`requests for values (${node})`, () => {
    let folder: DebuggeeFolder;
    let client: DapClient;
    let threadId: number;
    let frames: DebugProtocol.StackFrame[];
    afterEach(() => folder.remove());

    async function stopInC(): Promise<void> {
      folder = new DebuggeeFolder('shapes-o0-dwarf5.wasm', 'shapes.c');
      client = folder.client();
      await client.launch({ program: folder.write('app.cjs', PROGRAM), runtimeExecutable: node }, { [folder.file('shapes.c')]: [lineOf(readFileSync(folder.file('shapes.c'), 'utf8'), 'int total = 0')] });
      await look();
    }

    async function look(): Promise<void> {
      ({ threadId } = await client.stopped());
      frames = await client.frames(threadId);
    }

    type Evaluated = DebugProtocol.EvaluateResponse['body'];
    const evaluate = (expression: string, more: object = {}, frame = 0): Promise<Evaluated> => client.request<Evaluated>('evaluate', { expression, frameId: frames[frame]!.id, ...more });
    const variables = async (variablesReference: number, more: object = {}): Promise<DebugProtocol.Variable[]> => (await client.request<DebugProtocol.VariablesResponse['body']>('variables', { variablesReference, ...more })).variables;
    const complete = async (text: string, frame = 0): Promise<string[]> =>
      (await client.request<DebugProtocol.CompletionsResponse['body']>('completions', { text, column: text.length + 1, frameId: frames[frame]!.id })).targets.map(({ label }) => label);

    it('set what an expression names, in C and in JavaScript', async () => {
      await stopInC();
      assert.equal((await client.request<{ value: string }>('setExpression', { expression: 'shape->corners[1].x', value: '40 + 2', frameId: frames[0]!.id })).value, '42');
      assert.equal((await evaluate('shape->corners[1].x')).result, '42');
      await assert.rejects(client.request('setExpression', { expression: 'shape + 1', value: '3', frameId: frames[0]!.id }), /not in memory/);
      assert.equal((await evaluate('shape->corners[1].x = 6 * 7 + 1', { context: 'repl' })).result, '43');
      assert.equal((await evaluate('shape->corners[1].x == 43', { context: 'repl' })).result, 'true');
      await assert.rejects(evaluate('shape->corners[1].x = 5', { context: 'watch' }), /`=` is not expected here/);
      await assert.rejects(evaluate('nothing = 5', { context: 'repl' }), /no variable `nothing`/);
      const around = [await evaluate('shape->visible'), await evaluate('shape->depth')].map(({ result }) => result);
      assert.equal((await client.request<{ value: string }>('setExpression', { expression: 'shape->layer', value: '5 * 20', frameId: frames[0]!.id })).value, '100');
      assert.deepEqual([await evaluate('shape->visible'), await evaluate('shape->depth')].map(({ result }) => result), around);
      await assert.rejects(client.request('setExpression', { expression: 'shape->layer', value: '128', frameId: frames[0]!.id }), /128 does not fit in .* of 7 bits/);
      const inScript = frames.findIndex(({ name }) => name === 'work');
      assert.equal((await client.request<{ value: string }>('setExpression', { expression: 'settings.extra', value: '100', frameId: frames[inScript]!.id })).value, '100');
      await client.setBreakpoints(folder.file('shapes.c'));
      await client.request('continue', { threadId });
      await client.event('terminated');
      assert.match(client.output('stdout'), /^\d+$/m);
      assert.equal(Number(client.output('stdout')) > 100, true);
    });

    it('set variables and properties of JavaScript', async () => {
      await stopInC();
      const inScript = frames.find(({ name }) => name === 'work')!;
      const { scopes } = await client.request<DebugProtocol.ScopesResponse['body']>('scopes', { frameId: inScript.id });
      const local = scopes[0]!.variablesReference;
      assert.equal((await client.request<{ value: string }>('setVariable', { variablesReference: local, name: 'count', value: '5 * 2' })).value, '10');
      const settings = (await variables(local)).find(({ name }) => name === 'settings')!;
      await client.request('setVariable', { variablesReference: settings.variablesReference, name: 'extra', value: 'count' });
      await client.setBreakpoints(folder.file('shapes.c'));
      await client.request('continue', { threadId });
      await client.event('terminated');
      // 20 or 30 around the shape, 10 for each of the two.
      assert.match(client.output('stdout'), /^[45]0$/m);
    });

    it('read and write memory at a pointer', async () => {
      await stopInC();
      const { memoryReference } = await evaluate('*shape');
      const corners = await evaluate('shape->corners[1].x');
      const read = async (reference: string, count: number, offset = 0): Promise<DebugProtocol.ReadMemoryResponse['body'] & object> => (await client.request('readMemory', { memoryReference: reference, count, offset }));
      const before = Buffer.from((await read(corners.memoryReference!, 4)).data!, 'base64').readInt32LE();
      assert.equal(String(before), corners.result);
      const bytes = Buffer.alloc(4);
      bytes.writeInt32LE(-7);
      assert.deepEqual(await client.request('writeMemory', { memoryReference: corners.memoryReference, data: bytes.toString('base64') }), { bytesWritten: 4 });
      assert.equal((await evaluate('shape->corners[1].x')).result, '-7');
      assert.ok((await read(memoryReference!, 64)).data);
      const beyond = await read('0xfffffff0', 32);
      assert.deepEqual([beyond.data, beyond.unreadableBytes], ['', 32]);
      await assert.rejects(client.request('writeMemory', { memoryReference: '0xfffffff0', data: bytes.toString('base64') }), /outside the memory/);
      await assert.rejects(client.request('readMemory', { memoryReference: 'shape', count: 4 }), /no address/);
    });

    it('complete names and members', async () => {
      await stopInC();
      assert.ok((await complete('to')).includes('total'));
      assert.ok((await complete('total + sh')).includes('shape'));
      assert.deepEqual((await complete('shape->cor')), ['corners']);
      assert.deepEqual((await complete('2 * shape->corners[1].')).sort(), ['x', 'y']);
      assert.deepEqual(await complete('nothing.'), []);
      const inScript = frames.findIndex(({ name }) => name === 'work');
      assert.deepEqual(await complete('sett', inScript), ['settings']);
      assert.deepEqual(await complete('settings.ex', inScript), ['extra']);
      assert.ok((await complete('wasm.perim', inScript)).includes('perimeter'));
    });

    it('show integers as hexadecimal numbers where the client wants them so', async () => {
      await stopInC();
      assert.equal((await evaluate('shape->corners[1].x', { format: { hex: true } })).result, '0x00000005');
      const corners = await evaluate('shape->corners');
      const [first] = await variables(corners.variablesReference, { format: { hex: true } });
      assert.match(first!.value, /0x0000000[05]/);
      assert.doesNotMatch((await variables(corners.variablesReference))[0]!.value, /0x/);
    });

    it('write a value out for the clipboard', async () => {
      await stopInC();
      assert.equal((await evaluate('shape->corners[1]', { context: 'clipboard' })).result, '{ x: 5, y: 0 }');
      const all = (await evaluate('*shape', { context: 'clipboard' })).result;
      assert.match(all, /^\{ .*corners: \[\{ x: 0, y: 0 \}, /);
      assert.equal((await evaluate('shape->colour', { context: 'clipboard' })).result, (await evaluate('shape->colour')).result);
    });

    it('change nothing by hovering', async () => {
      await stopInC();
      const inScript = frames.findIndex(({ name }) => name === 'work');
      await assert.rejects(evaluate('settings.touched', { context: 'hover' }, inScript), /side-effect/);
      assert.equal((await evaluate('globalThis.wasTouched', {}, inScript)).result, 'undefined');
      assert.equal((await evaluate('settings.touched', { context: 'repl' }, inScript)).result, '1');
      assert.equal((await evaluate('total', { context: 'hover' })).result, (await evaluate('total')).result);
    });

    it('give large arrays by pages', async function () {
      requireTool(this, 'clang-19', 'wasm-ld-19');
      folder = new DebuggeeFolder();
      client = folder.client();
      const source = folder.write('arrays.c', ARRAYS);
      execFileSync('clang-19', ['--target=wasm32', '-O0', '-g', '-c', source, '-o', folder.file('arrays.o')]);
      execFileSync('wasm-ld-19', ['--no-entry', folder.file('arrays.o'), '-o', folder.file('arrays.wasm')]);
      await client.launch({ program: folder.write('app.cjs', `${load('arrays.wasm')}console.log(wasm.fill(100000));`), runtimeExecutable: node }, { [source]: [lineOf(ARRAYS, 'int *first')] });
      await look();
      const { indexedVariables, variablesReference } = await evaluate('numbers');
      assert.equal(indexedVariables, 100_000);
      const page = await variables(variablesReference, { filter: 'indexed', start: 70_000, count: 3 });
      assert.deepEqual(page.map(({ name, value }) => [name, value]), [['[70000]', '210000'], ['[70001]', '210003'], ['[70002]', '210006']]);
      assert.equal((await variables(variablesReference, { filter: 'indexed', start: 99_999, count: 10 })).length, 1);
      const changed = await client.request<{ value: string }>('setVariable', { variablesReference, name: '[70001]', value: '-numbers[1]' });
      assert.deepEqual([changed.value, (await evaluate('numbers[70001]')).result], ['-3', '-3']);
      const groups = await variables(variablesReference);
      assert.ok(groups.length <= 100);
      assert.equal((await variables(variablesReference, { start: 2, count: 4 })).length, 4);
    });

    it('are answered as cancelled when nobody waits any more', async () => {
      await stopInC();
      const asked = client.ask('stackTrace', { threadId });
      const cancelled = client.ask('cancel', { requestId: client.lastSeq });
      const [answer, done] = await Promise.all([asked, cancelled]);
      assert.equal(done.success, true);
      // The answer may have been on its way: then it is whole.
      assert.ok(answer.success ? (answer.body as { stackFrames: unknown[] }).stackFrames.length > 0 : answer.message === 'cancelled');
      assert.ok((await client.stack(threadId)).length > 0);
    });
  });
}
