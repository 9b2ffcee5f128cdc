import type { DebugProtocol } from '@vscode/debugprotocol';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { nodeBinaries } from '../../tools';
import type { DapClient } from './dap-client';
import { DebuggeeFolder, lineOf } from './debuggee-folder';

const PROGRAM = `const { exports: wasm } = new WebAssembly.Instance(new WebAssembly.Module(require('fs').readFileSync(__dirname + '/wide.wasm')));
console.log(String(wasm.sum(3)));`;

/** The smallest module with a memory of 64-bit addresses (memory64 proposal): V8 13.3 and later take it. */
const knowsWideMemories = (node: string): boolean => execFileSync(node, ['-p', 'WebAssembly.validate(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 5, 3, 1, 4, 1]))'], { encoding: 'utf8' }).trim() === 'true';

const nodes = nodeBinaries().filter(knowsWideMemories);

describe('a memory with 64-bit addresses', () => {
  let folder: DebuggeeFolder;
  let client: DapClient;
  afterEach(() => folder.remove());

  if (nodes.length === 0) it.skip('is read and written like any other: needs Node 24 or newer (WASMSCOPE_NODES)');

  for (const node of nodes) {
    it(`is read and written like any other (${node})`, async () => {
      folder = new DebuggeeFolder('newer/wide.wasm', 'newer/wide.c');
      client = folder.client();
      const path = folder.file('wide.c');
      await client.launch({ program: folder.write('app.cjs', PROGRAM), runtimeExecutable: node }, { [path]: [lineOf(readFileSync(path, 'utf8'), 'total +=')] });
      const { threadId } = await client.stopped();
      const [frame] = await client.frames(threadId);
      const frameId = frame!.id;
      const evaluate = (expression: string): Promise<DebugProtocol.EvaluateResponse['body']> => client.request('evaluate', { expression, frameId });
      const { count, i, weigh } = await client.locals(frameId);
      assert.deepEqual([count, i], ['3', '2']);
      assert.match(weigh!, /heavy/);
      assert.equal((await evaluate('link->next->next->name[0]')).result, "111 'o'");
      assert.equal((await evaluate('links[0].wide')).result, '1099511627776');
      const { memoryReference } = await evaluate('*link');
      const { data } = await client.request<{ data: string }>('readMemory', { memoryReference, count: 4 });
      assert.equal(Buffer.from(data, 'base64').readInt32LE(), 5);
      await client.request('setExpression', { expression: 'link->number', value: '500', frameId });
      await client.setBreakpoints(path);
      await client.request('continue', { threadId });
      await client.event('terminated');
      assert.equal(client.output('stdout').trim(), String(500n + 3n + 1n + (6n + 4n + 2n ** 40n) * 1000n));
    });
  }
});
