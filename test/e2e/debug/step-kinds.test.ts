import type { DebugProtocol } from '@vscode/debugprotocol';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { nodeBinaries, requireTool } from '../../tools';
import type { DapClient } from './dap-client';
import { DebuggeeFolder, lineOf } from './debuggee-folder';

const load = (module: string): string => `const compiled = new WebAssembly.Module(require('fs').readFileSync(__dirname + '/${module}'));
const imports = {};
for (const { module: from, name } of WebAssembly.Module.imports(compiled)) (imports[from] ??= {})[name] = () => { throw new Error(name); };
const { exports: wasm } = new WebAssembly.Instance(compiled, imports);
`;
const RUSTC = '/usr/bin/rustc';
const RUST = `#[inline(never)]
fn doubled(value: &i32) -> i32 {
    value * 2
}
#[no_mangle]
pub extern "C" fn total(count: i32) -> i32 {
    let values: Vec<i32> = (0..count).collect();
    let sum: i32 = values.iter().map(|value| doubled(value)).sum();
    sum + 1
}
`;

for (const node of nodeBinaries()) {
  describe(`kinds of steps (${node})`, () => {
    let folder: DebuggeeFolder;
    let client: DapClient;
    let threadId: number;
    afterEach(() => folder.remove());

    async function stopAt(module: string, source: string, call: string, text: string, extra: object = {}): Promise<void> {
      client = folder.client();
      await client.launch({ program: folder.write('app.cjs', load(module) + call), runtimeExecutable: node, ...extra }, { [folder.file(source)]: [lineOf(readFileSync(folder.file(source), 'utf8'), text)] });
      ({ threadId } = await client.stopped());
    }

    async function after(command: string, args: object = {}): Promise<DebugProtocol.StackFrame> {
      await client.request(command, { threadId, ...args });
      const { reason } = await client.stopped();
      assert.equal(reason, 'step');
      return (await client.frames(threadId))[0]!;
    }

    /** The innermost frame that an editor opens: what is inlined of the standard library lies above it. */
    async function ownAfter(command: string): Promise<DebugProtocol.StackFrame> {
      await after(command);
      return (await client.frames(threadId)).find(({ presentationHint }) => presentationHint !== 'subtle')!;
    }

    const inC = async (text: string, call = 'const shape = wasm.create(5, 5);\nwasm.perimeter(shape);\nwasm.measure_all(shape);'): Promise<void> => {
      folder = new DebuggeeFolder('shapes-o0-dwarf5.wasm', 'shapes.c');
      await stopAt('shapes-o0-dwarf5.wasm', 'shapes.c', call, text);
    };

    it('go by instruction', async () => {
      await inC('int total = 0');
      const [top] = await client.frames(threadId);
      const { instructions } = await client.request<NonNullable<DebugProtocol.DisassembleResponse['body']>>('disassemble', { memoryReference: top!.instructionPointerReference, instructionCount: 20 });
      const seen: string[] = [];
      for (let count = 0; count < 4; count++) seen.push((await after('next', { granularity: 'instruction' })).instructionPointerReference!);
      const stops = instructions.filter(({ instruction }) => !/^\s*(block|loop)/.test(instruction));
      assert.deepEqual(seen, stops.slice(1, 5).map(({ address }) => address));
    });

    it('go by statement where a line has several', async () => {
      await inC('int total = 0');
      const line = (await client.frames(threadId))[0]!.line + 1;
      const places: string[] = [];
      for (let count = 0; count < 8; count++) {
        const { line: at, column } = await after('next', { granularity: 'statement' });
        if (at === line) places.push(`${at}:${column}`);
      }
      assert.ok(new Set(places).size >= 2, places.join(' '));
      const byLine = await after('next', { granularity: 'line' });
      assert.notEqual(`${byLine.line}:${byLine.column}`, places.at(-1));
    });

    it('show what a function returned to the place where it was left to', async () => {
      await inC('Point first = shape->corners[0]');
      const top = await after('stepOut');
      assert.equal(top.name, 'measure_all');
      const locals = await client.locals(top.id);
      assert.equal(locals['return value of area'], '50');
      const next = await after('next');
      assert.equal(Object.keys(await client.locals(next.id)).some((name) => name.startsWith('return value')), false);
    });

    it('enter the call that was chosen among those of the line', async () => {
      folder = new DebuggeeFolder('shapes-o0-dwarf5.wasm', 'shapes.c');
      const text = readFileSync(folder.file('shapes.c'), 'utf8');
      await stopAt('shapes-o0-dwarf5.wasm', 'shapes.c', 'console.log(wasm.fibonacci(6));', 'return n < 2');
      const [top, caller] = await client.frames(threadId);
      const targetsOf = async (frameId: number): Promise<DebugProtocol.StepInTarget[]> => (await client.request<DebugProtocol.StepInTargetsResponse['body']>('stepInTargets', { frameId })).targets;
      const targets = await targetsOf(top!.id);
      assert.deepEqual(targets.map(({ label, line }) => [label, line]), [['fibonacci', top!.line], ['fibonacci', top!.line]]);
      assert.ok(targets[0]!.column! < targets[1]!.column!);
      assert.deepEqual(await targetsOf(caller!.id), []);
      await client.setBreakpoints(folder.file('shapes.c'));
      const inside = await after('stepIn', { targetId: targets[1]!.id });
      assert.deepEqual([inside.name, inside.line], ['fibonacci', lineOf(text, 'return n < 2')]);
      // fibonacci(n - 1) + fibonacci(n - 2): the second.
      assert.equal((await client.locals(inside.id))['n'], '4');
      await assert.rejects(client.request('stepIn', { threadId, targetId: 99 }), /no call 99/);
    });

    it('go past the standard library of Rust, into what it calls, and back', async function () {
      requireTool(this, RUSTC);
      folder = new DebuggeeFolder();
      const source = folder.write('total.rs', RUST);
      for (const level of ['0', '2']) {
        execFileSync(RUSTC, ['--edition', '2021', '--target', 'wasm32-unknown-unknown', '--crate-type', 'cdylib', '-g', '-C', `opt-level=${level}`, source, '-o', folder.file('total.wasm')]);
        await stopAt('total.wasm', 'total.rs', 'console.log(wasm.total(2));', 'let values');
        await client.setBreakpoints(source);
        const seen: string[] = [];
        for (let count = 0; count < 6; count++) {
          const top = await ownAfter('stepIn');
          assert.equal(top.source?.path, source, `at level ${level}: ${top.name}:${top.line}`);
          seen.push(`${top.name.split('::').at(-1)}:${top.line}`);
          if (top.name.endsWith('doubled')) break;
        }
        assert.equal(seen.at(-1), 'doubled:3', seen.join(' '));
        const out = await ownAfter('stepOut');
        assert.equal(out.source?.path, source, `out at level ${level}: ${out.name}:${out.line}`);
        await client.request('disconnect', { terminateDebuggee: true });
      }
    });

    it('enter the standard library when asked to', async function () {
      requireTool(this, RUSTC);
      folder = new DebuggeeFolder();
      const source = folder.write('total.rs', RUST);
      execFileSync(RUSTC, ['--edition', '2021', '--target', 'wasm32-unknown-unknown', '--crate-type', 'cdylib', '-g', '-C', 'opt-level=0', source, '-o', folder.file('total.wasm')]);
      await stopAt('total.wasm', 'total.rs', 'console.log(wasm.total(2));', 'let values');
      assert.deepEqual(await client.request('toggleSkipFiles'), { on: false });
      const inside = await after('stepIn');
      assert.match(inside.name, /^core::/);
      assert.deepEqual(await client.request('toggleSkipFiles'), { on: true });
      // Who stands there steps there.
      assert.match((await after('next')).name, /^core::/);
      assert.match((await after('stepOut')).name, /total$/);
    });
  });
}
