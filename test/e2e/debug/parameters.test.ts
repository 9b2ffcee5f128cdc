import assert from 'node:assert/strict';
import { DebuggeeFolder } from './debuggee-folder';

/** Places that compilers write down in part: what is missing follows from the code and from the frame. */
describe('variables that the debug information places in part', () => {
  let folder: DebuggeeFolder;
  afterEach(() => folder.remove());

  /** What is shown in the two functions of parameters.rs that stop. */
  const shown = async (module: string): Promise<Record<string, string>[]> => {
    folder = new DebuggeeFolder(module, 'parameters.rs');
    const program = folder.write('app.cjs', `const code = new WebAssembly.Module(require('fs').readFileSync(__dirname + '/${module}'));
const host = { stop() { debugger; }, keep() {} };
const imports = { host };
for (const { module: from, name } of WebAssembly.Module.imports(code)) (imports[from] ??= {})[name] ??= () => { throw new Error(name); };
new WebAssembly.Instance(code, imports).exports.go(7);`);
    const client = folder.client();
    await client.launch({ program });
    const found: Record<string, string>[] = [];
    for (let stop = 0; stop < 2; stop++) {
      const { threadId } = await client.stopped();
      const [, frame] = await client.frames(threadId);
      found.push(await client.locals(frame!.id));
      await client.request('continue', { threadId });
    }
    return found;
  };

  it('a parameter that is handed over by address holds to the end of its function', async () => {
    const [total] = await shown('parameters-rust-1.63.wasm');
    assert.deepEqual([total!['order'], total!['limit'], total!['sum']], ['{id: 7, amounts: [1, 20, 300, 4, 5, 6]}', '100', '36']);
  });

  it('a place without its frame base is one in the frame', async () => {
    const [, kept] = await shown('parameters-rust-1.96.wasm');
    assert.deepEqual([kept!['order'], kept!['wide']], ['{id: 7, amounts: [1, -2, 3, -4, 5, -6]}', '(-8)']);
  });
});
