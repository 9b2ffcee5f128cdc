import type { DebugProtocol } from '@vscode/debugprotocol';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { nodeBinaries, requireTool } from '../../tools';
import type { DapClient } from './dap-client';
import { DebuggeeFolder } from './debuggee-folder';

const RUSTC = '/usr/bin/rustc';

const SOURCE = `#[no_mangle] pub extern "C" fn index(i: usize) -> i32 { let t = [1, 2, 3]; t[i] }
#[no_mangle] pub extern "C" fn unwrap(i: i32) -> i32 { let o: Result<i32, String> = if i > 9 { Ok(i) } else { Err(format!("bad {}", i)) }; o.unwrap() }
#[no_mangle] pub extern "C" fn expect(i: i32) -> i32 { let o = if i > 9 { Some(i) } else { None }; o.expect("a positive number") }
#[no_mangle] pub extern "C" fn message(i: i32) -> i32 { if i > 0 { panic!("got {} of {}", -i, "them") } i }
#[no_mangle] pub extern "C" fn literal(i: i32) -> i32 { if i > 0 { panic!("just text") } i }
`;
const EXPECTED = {
  index: 'Rust panic: index out of bounds: the len is 3 but the index is 7',
  unwrap: 'Rust panic: called `Result::unwrap()` on an `Err` value: …',
  expect: 'Rust panic: a positive number',
  message: 'Rust panic: got -7 of them',
  literal: 'Rust panic: just text',
};

const program = (module: string, names: readonly string[]): string => `const compiled = new WebAssembly.Module(require('fs').readFileSync(__dirname + '/${module}'));
const imports = {};
for (const { module: from, name } of WebAssembly.Module.imports(compiled)) (imports[from] ??= {})[name] = () => { throw new Error(name); };
const { exports: wasm } = new WebAssembly.Instance(compiled, imports);
for (const name of ${JSON.stringify(names)}) try { wasm[name](7); } catch { console.log(name); }
`;

for (const node of nodeBinaries()) {
  describe(`Rust panics (${node})`, () => {
    let folder: DebuggeeFolder;
    let client: DapClient;
    afterEach(() => folder.remove());

    async function launch(module: string, names: readonly string[], filters: string[]): Promise<void> {
      client = folder.client();
      await client.launch({ program: folder.write('app.cjs', program(module, names)), runtimeExecutable: node }, {}, filters);
    }

    it('stop once where they begin, with their message, without a standard library', async () => {
      folder = new DebuggeeFolder('records-release.wasm', 'records.rs');
      await launch('records-release.wasm', ['checked'], ['panics']);
      const { reason, text, threadId } = await client.stopped();
      // Optimisation left nothing of the message.
      assert.deepEqual([reason, text], ['exception', 'Rust panic in panic_bounds_check']);
      const frames = await client.frames(threadId);
      const own = frames.find(({ name }) => name === 'checked');
      assert.equal(own?.source?.path, folder.file('records.rs'));
      const info = await client.request<DebugProtocol.ExceptionInfoResponse['body']>('exceptionInfo', { threadId });
      assert.deepEqual(info, { exceptionId: 'panic', description: text, breakMode: 'always' });
      await client.request('continue', { threadId });
      await client.event('terminated');
    });

    it('pass where nobody asked for them', async () => {
      folder = new DebuggeeFolder('records-release.wasm', 'records.rs');
      await launch('records-release.wasm', ['checked'], []);
      await client.event('terminated');
      assert.match(client.output('stdout'), /checked/);
    });

    for (const level of ['0', '2']) {
      it(`stop with the standard library, at optimisation level ${level}`, async function () {
        requireTool(this, RUSTC);
        folder = new DebuggeeFolder();
        execFileSync(RUSTC, ['--edition', '2021', '--target', 'wasm32-unknown-unknown', '--crate-type', 'cdylib', '-g', '-C', `opt-level=${level}`, folder.write('panics.rs', SOURCE), '-o', folder.file('panics.wasm')]);
        await launch('panics.wasm', Object.keys(EXPECTED), ['panics']);
        const seen: Record<string, string> = {};
        for (const name of Object.keys(EXPECTED)) {
          const { threadId, text } = await client.stopped();
          const frames = await client.frames(threadId);
          const own = frames.find(({ source }) => source?.path === folder.file('panics.rs'));
          assert.match(own?.name ?? '', new RegExp(`(^|::)${name}$`));
          seen[name] = text!;
          await client.request('continue', { threadId });
        }
        assert.deepEqual(seen, { ...EXPECTED, unwrap: seen['unwrap'] });
        assert.match(seen['unwrap']!, /^Rust panic: called `Result::unwrap\(\)` on an `Err` value: ("bad 7"|…)$/);
        await client.event('terminated');
      });
    }
  });
}
