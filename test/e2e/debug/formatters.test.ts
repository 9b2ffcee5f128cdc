import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { DebuggeeFolder, lineOf } from './debuggee-folder';

const PROGRAM = `const bytes = require('fs').readFileSync(__dirname + '/shapes-o0-dwarf5.wasm');
const { exports: wasm } = new WebAssembly.Instance(new WebAssembly.Module(bytes), {});
wasm.perimeter(wasm.create(5, 5));`;

describe('formatters of the user, in a session', () => {
  let folder: DebuggeeFolder;
  afterEach(() => folder.remove());

  it('come with the configuration', async () => {
    folder = new DebuggeeFolder('shapes-o0-dwarf5.wasm', 'shapes.c');
    const line = lineOf(readFileSync(folder.file('shapes.c'), 'utf8'), 'return across + down');
    const client = folder.client();
    const formatters = [{ type: 'Point', summary: '{x}|{y}', children: { sum: 'x + y' } }];
    await client.launch({ program: folder.write('app.cjs', PROGRAM), formatters }, { [folder.file('shapes.c')]: [line] });
    const { threadId } = await client.stopped();
    const [frame] = await client.frames(threadId);
    assert.deepEqual(await client.locals(frame!.id), { from: '0|0', to: '5|0', across: '5', down: '0' });
    const { result } = await client.request<{ result: string }>('evaluate', { expression: 'to.sum', frameId: frame!.id });
    assert.equal(result, '5');
  });

  it('that nobody can understand refuse the launch, with the reason', async () => {
    folder = new DebuggeeFolder();
    const client = folder.client();
    await client.initialize();
    await assert.rejects(client.request('launch', { program: folder.write('app.cjs', ''), formatters: [{ summary: 'x' }] }), /"formatters", number 1: "type" is missing/);
  });
});
