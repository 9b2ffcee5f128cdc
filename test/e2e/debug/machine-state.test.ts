import type { DebugProtocol } from '@vscode/debugprotocol';
import assert from 'node:assert/strict';
import { textToModule } from '../../fixtures/text-to-module';
import { nodeBinaries } from '../../tools';
import type { DapClient } from './dap-client';
import { DebuggeeFolder } from './debuggee-folder';

const TEXT = `(module $machine
  (memory $heap 2)
  (table $callbacks 3 funcref)
  (table $objects 2 externref)
  (global $count (mut i64) (i64.const 7))
  (elem (table $callbacks) (i32.const 1) func $twice)
  (func $twice (param i32) (result i32) (i32.mul (local.get 0) (i32.const 2)))
  (func $keep (export "keep") (param $object externref) (param $callback funcref) (local $vector v128)
    (table.set $objects (i32.const 1) (local.get $object))
    (local.set $vector (v128.const i32x4 1 2 3 4))
    (i32.const 42)
    unreachable))`;
/** Calls into another module, which has a memory of its own. */
const OUTER = `(module
  (import "inner" "look" (func $look))
  (memory 1)
  (data (i32.const 0) "outer")
  (func (export "go") (call $look)))`;
const INNER = `(module
  (memory 1)
  (data (i32.const 0) "inner")
  (func (export "look") unreachable))`;
const NESTED = `const load = (name, imports) => new WebAssembly.Instance(new WebAssembly.Module(require('fs').readFileSync(__dirname + '/' + name)), imports).exports;
load('outer.wasm', { inner: load('inner.wasm') }).go();`;

/** Each puts functions of its own into a table that both have: the same index is another function in each. */
const OWNER = `(module
  (table (export "table") 3 funcref)
  (elem (i32.const 0) $first $second)
  (func $first)
  (func $second))`;
const GUEST = `(module
  (import "owner" "table" (table 3 funcref))
  (elem (i32.const 2) $third)
  (func $third)
  (func (export "go") unreachable))`;
const SHARED = NESTED.replaceAll('outer', 'guest').replaceAll('inner', 'owner');

const PROGRAM = `const { exports: wasm } = new WebAssembly.Instance(new WebAssembly.Module(require('fs').readFileSync(__dirname + '/machine.wasm')));
wasm.keep({ kind: 'handle', id: 5 }, null);`;

for (const node of nodeBinaries()) {
  describe(`the machine's own state (${node})`, () => {
    let folder: DebuggeeFolder;
    let client: DapClient;
    afterEach(() => folder.remove());

    async function stopIn(program: string): Promise<DebugProtocol.StackFrame[]> {
      await client.launch({ program: folder.write('app.cjs', program), runtimeExecutable: node }, {}, ['traps']);
      const { threadId } = await client.stopped();
      return client.frames(threadId);
    }

    async function machine(frame: DebugProtocol.StackFrame): Promise<DebugProtocol.Variable[]> {
      const { scopes } = await client.request<DebugProtocol.ScopesResponse['body']>('scopes', { frameId: frame.id });
      return children(scopes.find(({ name }) => name === 'WebAssembly')!);
    }

    const children = async ({ variablesReference }: Pick<DebugProtocol.Variable, 'variablesReference'>): Promise<DebugProtocol.Variable[]> =>
      (await client.request<DebugProtocol.VariablesResponse['body']>('variables', { variablesReference })).variables;
    const named = (rows: readonly DebugProtocol.Variable[], name: string): DebugProtocol.Variable => rows.find((row) => row.name === name)!;
    const shown = (rows: readonly DebugProtocol.Variable[]): string[] => rows.map(({ name, value }) => `${name} = ${value}`);

    it('shows locals, operands, globals, memories and tables of a function without source', async () => {
      folder = new DebuggeeFolder();
      folder.write('machine.wasm', await textToModule(TEXT));
      client = folder.client();
      const [frame] = await stopIn(PROGRAM);
      const rows = await machine(frame!);
      assert.deepEqual(shown(rows), ['object = {kind: "handle", id: 5}', 'callback = null', 'vector = i32x4 0x00000001 0x00000002 0x00000003 0x00000004', 'operand stack = 1', 'globals = 1', 'memories = 1', 'tables = 2']);
      assert.deepEqual(shown(await children(named(rows, 'object'))).slice(0, 2), ['kind = "handle"', 'id = 5']);
      assert.deepEqual(shown(await children(named(rows, 'globals'))), ['count = 7']);
      const [heap] = await children(named(rows, 'memories'));
      assert.deepEqual([heap!.name, heap!.value, heap!.memoryReference], ['heap', '2 pages, 131,072 bytes', '0x0']);
      const [callbacks, objects] = await children(named(rows, 'tables'));
      assert.deepEqual(shown(await children(callbacks!)), ['0 = null', '1 = twice', '2 = null']);
      assert.deepEqual(shown(await children(objects!)), ['0 = null', '1 = {kind: "handle", id: 5}']);
    });

    it('names functions that another module put into a table that both have', async () => {
      folder = new DebuggeeFolder();
      folder.write('owner.wasm', await textToModule(OWNER));
      folder.write('guest.wasm', await textToModule(GUEST));
      client = folder.client();
      const [frame] = await stopIn(SHARED);
      const [table] = await children(named(await machine(frame!), 'tables'));
      assert.deepEqual(shown(await children(table!)), ['0 = first', '1 = second', '2 = third']);
    });

    it('keeps the memories of modules apart', async () => {
      folder = new DebuggeeFolder();
      folder.write('outer.wasm', await textToModule(OUTER));
      folder.write('inner.wasm', await textToModule(INNER));
      client = folder.client();
      const frames = await stopIn(NESTED);
      const said: string[] = [];
      for (const frame of frames.slice(0, 2)) {
        const [memory] = await children(named(await machine(frame), 'memories'));
        const { data } = await client.request<{ data: string }>('readMemory', { memoryReference: memory!.memoryReference, count: 5 });
        said.push(Buffer.from(data, 'base64').toString());
      }
      assert.deepEqual(said, ['inner', 'outer']);
    });
  });
}
