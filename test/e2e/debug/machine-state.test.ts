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
const PROGRAM = `const { exports: wasm } = new WebAssembly.Instance(new WebAssembly.Module(require('fs').readFileSync(__dirname + '/machine.wasm')));
wasm.keep({ kind: 'handle', id: 5 }, null);`;

for (const node of nodeBinaries()) {
  describe(`the machine's own state (${node})`, () => {
    let folder: DebuggeeFolder;
    let client: DapClient;
    afterEach(() => folder.remove());

    const children = async ({ variablesReference }: Pick<DebugProtocol.Variable, 'variablesReference'>): Promise<DebugProtocol.Variable[]> =>
      (await client.request<DebugProtocol.VariablesResponse['body']>('variables', { variablesReference })).variables;
    const named = (rows: readonly DebugProtocol.Variable[], name: string): DebugProtocol.Variable => rows.find((row) => row.name === name)!;
    const shown = (rows: readonly DebugProtocol.Variable[]): string[] => rows.map(({ name, value }) => `${name} = ${value}`);

    it('shows locals, operands, globals, memories and tables of a function without source', async () => {
      folder = new DebuggeeFolder();
      folder.write('machine.wasm', await textToModule(TEXT));
      client = folder.client();
      await client.launch({ program: folder.write('app.cjs', PROGRAM), runtimeExecutable: node }, {}, ['traps']);
      const { threadId } = await client.stopped();
      const [frame] = await client.frames(threadId);
      const { scopes } = await client.request<DebugProtocol.ScopesResponse['body']>('scopes', { frameId: frame!.id });
      const rows = await children(scopes.find(({ name }) => name === 'WebAssembly')!);
      assert.deepEqual(shown(rows), ['object = {kind: "handle", id: 5}', 'callback = null', 'vector = i32x4 0x00000001 0x00000002 0x00000003 0x00000004', 'operand stack = 1', 'globals = 1', 'memories = 1', 'tables = 2']);
      assert.deepEqual(shown(await children(named(rows, 'object'))).slice(0, 2), ['kind = "handle"', 'id = 5']);
      assert.deepEqual(shown(await children(named(rows, 'globals'))), ['count = 7']);
      const [heap] = await children(named(rows, 'memories'));
      assert.deepEqual([heap!.name, heap!.value, heap!.memoryReference], ['heap', '2 pages, 131,072 bytes', '0x0']);
      const [callbacks, objects] = await children(named(rows, 'tables'));
      assert.deepEqual(shown(await children(callbacks!)), ['0 = null', '1 = twice', '2 = null']);
      assert.deepEqual(shown(await children(objects!)), ['0 = null', '1 = {kind: "handle", id: 5}']);
    });
  });
}
