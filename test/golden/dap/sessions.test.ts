import { readFileSync } from 'node:fs';
import { DebuggeeFolder, lineOf } from '../../e2e/debug/debuggee-folder';
import { expectGolden } from '../../expect-golden';
import { WebServer } from '../../e2e/debug/web-page';
import { nodeBinaries, requireTool } from '../../tools';
import { RecordedSession } from './recorded-session';

const C_PROGRAM = `const bytes = require('fs').readFileSync(__dirname + '/shapes-o0-dwarf5.wasm');
const { exports: wasm } = new WebAssembly.Instance(new WebAssembly.Module(bytes), {});
const shape = wasm.create(5, 5);
console.log(wasm.perimeter(shape), Number(wasm.measure_all(shape)));
try { wasm.fail(0); } catch (error) { console.log(error.message); }
`;

const cppProgram = (module: string): string => `const compiled = new WebAssembly.Module(require('fs').readFileSync(__dirname + '/${module}'));
const { exports: wasm } = new WebAssembly.Instance(compiled, {});
console.log(wasm.area_of(3, 4, 1).toFixed(4));
console.log(wasm.ring_sum(5));
`;

const C_PAGE = `WebAssembly.instantiateStreaming(fetch('/shapes-o0-dwarf5.wasm'), {}).then(({ instance: { exports: wasm } }) => {
  console.log('perimeter', wasm.perimeter(wasm.create(5, 5)));
  try { wasm.fail(0); } catch (error) { console.log(error.message); }
});
`;

const rustProgram = (module: string): string => `const compiled = new WebAssembly.Module(require('fs').readFileSync(__dirname + '/${module}'));
const imports = {};
for (const { module: from, name } of WebAssembly.Module.imports(compiled)) (imports[from] ??= {})[name] = () => { throw new Error(name); };
const { exports: wasm } = new WebAssembly.Instance(compiled, imports);
console.log(wasm.measure(12, 36.5));
try { wasm.checked(7); } catch (error) { console.log(error.message); }
`;

for (const node of nodeBinaries()) {
  describe(`whole debugging sessions (${node})`, () => {
    let folder: DebuggeeFolder;
    afterEach(() => folder.remove());

    it('in C', async () => {
      folder = new DebuggeeFolder('shapes-o0-dwarf5.wasm', 'shapes.c');
      const path = folder.file('shapes.c');
      const source = readFileSync(path, 'utf8');
      const session = new RecordedSession(folder);
      const program = folder.write('app.cjs', C_PROGRAM);
      await session.launch({ program, runtimeExecutable: node }, [{ path, lines: [{ line: lineOf(source, 'int total = 0') }, { line: lineOf(source, 'sum += shape->measure') }] }], ['traps']);
      const { frameId, variables } = await session.look();
      const shape = variables.find(({ name }) => name === 'shape')!;
      await session.ask('variables', { variablesReference: shape.variablesReference });
      for (const expression of ['shape->corners[1].x', '*shape->next', 'scale', 'shape->colours']) await session.ask('evaluate', { expression, frameId, context: 'watch' });
      await session.ask('next', { threadId: session.threadId });
      await session.ask('next', { threadId: session.threadId });
      await session.ask('stepIn', { threadId: session.threadId });
      await session.look();
      await session.ask('stepOut', { threadId: session.threadId });
      await session.look();
      await session.ask('continue', { threadId: session.threadId });
      await session.ask('stepIn', { threadId: session.threadId });
      await session.look();
      await session.ask('setBreakpoints', { source: { path }, breakpoints: [] });
      await session.ask('continue', { threadId: session.threadId });
      await session.look();
      await session.ask('exceptionInfo', { threadId: session.threadId });
      await session.ask('continue', { threadId: session.threadId });
      expectGolden('dap/c.txt', session.transcript);
    });

    it('in C++', async () => {
      folder = new DebuggeeFolder('shapes-cpp-o0-dwarf5.wasm', 'shapes.cpp');
      const path = folder.file('shapes.cpp');
      const source = readFileSync(path, 'utf8');
      const session = new RecordedSession(folder);
      const program = folder.write('app.cjs', cppProgram('shapes-cpp-o0-dwarf5.wasm'));
      const lines = [{ line: lineOf(source, 'return figure.area()') }, { line: lineOf(source, 'return fold('), condition: 'count == 5' }];
      await session.launch({ program, runtimeExecutable: node }, [{ path, lines }], ['all']);
      const { frameId } = await session.look();
      for (const expression of ['figure', 'corner.x + corner.y', 'unit == Unit::foot', 'rectangle']) await session.ask('evaluate', { expression, frameId, context: 'watch' });
      for (const move of ['stepIn', 'stepOut', 'continue']) {
        await session.ask(move, { threadId: session.threadId });
        await session.look();
      }
      await session.ask('setBreakpoints', { source: { path }, breakpoints: [] });
      await session.ask('continue', { threadId: session.threadId });
      expectGolden('dap/cpp.txt', session.transcript);
    });

    it('in C++, optimised: a lambda in a template in a function, all inlined', async () => {
      folder = new DebuggeeFolder('shapes-cpp-o2-dwarf4.wasm', 'shapes.cpp');
      const path = folder.file('shapes.cpp');
      const session = new RecordedSession(folder);
      const program = folder.write('app.cjs', cppProgram('shapes-cpp-o2-dwarf4.wasm'));
      await session.launch({ program, runtimeExecutable: node }, [{ path, lines: [{ line: lineOf(readFileSync(path, 'utf8'), 'return fold(') }] }], ['all']);
      const { frameId } = await session.look();
      for (const expression of ['left + right', 'bias']) await session.ask('evaluate', { expression, frameId, context: 'watch' });
      await session.ask('next', { threadId: session.threadId });
      await session.ask('setBreakpoints', { source: { path }, breakpoints: [] });
      await session.ask('continue', { threadId: session.threadId });
      expectGolden('dap/cpp-optimised.txt', session.transcript);
    });

    for (const [kind, module] of [['rust', 'records-debug.wasm'], ['rust-optimised', 'records-release.wasm']] as const) {
      it(`in ${kind.replace('-', ', ')}`, async () => {
        folder = new DebuggeeFolder(module, 'records.rs');
        const path = folder.file('records.rs');
        const source = readFileSync(path, 'utf8');
        const session = new RecordedSession(folder);
        const program = folder.write('app.cjs', rustProgram(module));
        await session.launch({ program, runtimeExecutable: node }, [{ path, lines: [{ line: lineOf(source, 'let total = sum(') }] }], ['all']);
        const { frameId, variables } = await session.look();
        for (const { variablesReference } of variables.filter((each) => each.name === 'sensor' && each.variablesReference > 0)) await session.ask('variables', { variablesReference });
        for (const expression of ['sensor.limits.1', 'sensor.last', 'value', 'CALLS']) await session.ask('evaluate', { expression, frameId, context: 'watch' });
        await session.ask('stepIn', { threadId: session.threadId });
        await session.look();
        await session.ask('next', { threadId: session.threadId });
        await session.look();
        await session.ask('stepOut', { threadId: session.threadId });
        await session.look();
        await session.ask('continue', { threadId: session.threadId });
        await session.look();
        await session.ask('exceptionInfo', { threadId: session.threadId });
        await session.ask('continue', { threadId: session.threadId });
        expectGolden(`dap/${kind}.txt`, session.transcript);
      });
    }
  });
}

describe('a whole debugging session in Chromium', () => {
  it('in C, in a page and its worker', async function () {
    requireTool(this, 'chromium');
    const folder = new DebuggeeFolder('shapes-o0-dwarf5.wasm', 'shapes.c');
    const server = await WebServer.of(folder.path);
    try {
      const path = folder.file('shapes.c');
      const source = readFileSync(path, 'utf8');
      folder.write('index.html', `<!doctype html><script>new Worker('/worker.js')</script>`);
      folder.write('worker.js', C_PAGE);
      const session = new RecordedSession(folder);
      const configuration = { target: 'chrome', url: `${server.origin}/`, webRoot: folder.path, headless: true, runtimeArgs: ['--no-sandbox'] };
      await session.launch(configuration, [{ path, lines: [{ line: lineOf(source, 'int total = 0') }] }], ['traps']);
      const { frameId, variables } = await session.look();
      const shape = variables.find(({ name }) => name === 'shape')!;
      await session.ask('variables', { variablesReference: shape.variablesReference });
      for (const expression of ['shape->corners[1].x', '*shape->next', 'scale']) await session.ask('evaluate', { expression, frameId, context: 'watch' });
      await session.ask('next', { threadId: session.threadId });
      await session.ask('next', { threadId: session.threadId });
      await session.ask('stepIn', { threadId: session.threadId });
      await session.look();
      await session.ask('stepOut', { threadId: session.threadId });
      await session.ask('continue', { threadId: session.threadId });
      await session.look();
      await session.ask('exceptionInfo', { threadId: session.threadId });
      await session.ask('threads');
      expectGolden('dap/c-chromium.txt', session.transcript);
    } finally {
      await folder.remove();
      server.close();
    }
  });
});
