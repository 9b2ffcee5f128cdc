import type { DebugProtocol } from '@vscode/debugprotocol';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { JsonSession } from '../../../src/cdp/json-session';
import { nodeBinaries } from '../../tools';
import type { DapClient } from './dap-client';
import { DebuggeeFolder, lineOf } from './debuggee-folder';

const PROGRAM = `const bytes = require('fs').readFileSync(__dirname + '/shapes-o0-dwarf5.wasm');
const { exports: wasm } = new WebAssembly.Instance(new WebAssembly.Module(bytes), {});
wasm.create(5, 5);
wasm.measure_all(wasm.create(6, 5));
wasm.fibonacci(7);`;
const CPP = `const bytes = require('fs').readFileSync(__dirname + '/shapes-cpp-o0-dwarf5.wasm');
new WebAssembly.Instance(new WebAssembly.Module(bytes), {}).exports.ring_sum(3);`;
/** What reads locals, globals and memory of a frame. */
const READ = 'Debugger.evaluateOnCallFrame';

for (const node of nodeBinaries()) {
  describe(`round trips of a stopped program (${node})`, () => {
    const send: unknown = Reflect.get(JsonSession.prototype, 'send');
    let folder: DebuggeeFolder;
    let client: DapClient;
    let threadId: number;
    let sent: string[];
    beforeEach(() => {
      folder = new DebuggeeFolder('shapes-o0-dwarf5.wasm', 'shapes.c', 'shapes-cpp-o0-dwarf5.wasm', 'shapes.cpp');
      client = folder.client();
      const listening = function (this: JsonSession, ...args: Parameters<JsonSession['send']>): unknown {
        sent.push(args[0]);
        return Reflect.apply(send as (...given: unknown[]) => unknown, this, args);
      };
      Object.assign(JsonSession.prototype, { send: listening });
      sent = [];
    });
    afterEach(() => {
      Object.assign(JsonSession.prototype, { send });
      return folder.remove();
    });

    async function stopAt(part: string, file = 'shapes.c', program = PROGRAM): Promise<void> {
      const source = folder.file(file);
      await client.launch({ program: folder.write('app.cjs', program), runtimeExecutable: node }, { [source]: [lineOf(readFileSync(source, 'utf8'), part)] });
      ({ threadId } = await client.stopped());
    }

    /** What is sent to the program meanwhile. */
    async function sentDuring(work: () => Promise<unknown>): Promise<string[]> {
      sent = [];
      await work();
      return sent;
    }

    const look = async (): Promise<Record<string, string>> => client.locals((await client.frames(threadId))[0]!.id);

    async function step(command: string): Promise<void> {
      await client.request(command, { threadId });
      await client.stopped();
    }

    it('enters a function with one command, and shows its stack and variables with one more', async () => {
      await stopAt('fibonacci(n - 1)');
      await look();
      assert.deepEqual(await sentDuring(() => step('stepIn').then(look)), ['Debugger.stepInto', READ]);
      assert.equal((await look())['n'], '6', 'past its prologue, or the parameter would not be there yet');
    });

    it('asks what a function returned together with the command that goes on', async () => {
      await stopAt('Point first = shape->corners[0]');
      assert.deepEqual(await sentDuring(() => step('stepOut')), ['Debugger.stepOut', READ, 'Debugger.stepOver', READ]);
    });

    it('does not ask what a function without a result returned', async () => {
      await stopAt('used++', 'shapes.cpp', CPP);
      assert.deepEqual(await sentDuring(() => step('stepOut')), ['Debugger.stepOut', 'Debugger.stepOver', READ]);
      assert.equal(Object.keys(await look()).some((name) => name.startsWith('return value')), false);
    });

    it('follows a pointer with one question at most, and asks nothing twice', async () => {
      await stopAt('shape = shape->next');
      const children = async (variablesReference: number): Promise<DebugProtocol.Variable[]> => (await client.request<DebugProtocol.VariablesResponse['body']>('variables', { variablesReference })).variables;
      const [frame] = await client.frames(threadId);
      const { scopes } = await client.request<DebugProtocol.ScopesResponse['body']>('scopes', { frameId: frame!.id });
      const shape = (await children(scopes[0]!.variablesReference)).find(({ name }) => name === 'shape')!;
      let next: DebugProtocol.Variable | undefined;
      const first = await sentDuring(async () => (next = (await children(shape.variablesReference)).find(({ name }) => name === 'next')));
      assert.ok(first.length <= 1, first.join());
      assert.ok(next && next.variablesReference > 0, 'the shape before it can be looked into');
      assert.deepEqual(await sentDuring(() => children(shape.variablesReference)), []);
    });
  });
}
