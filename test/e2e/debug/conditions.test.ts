import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { nodeBinaries } from '../../tools';
import type { DapClient } from './dap-client';
import { DebuggeeFolder, lineOf } from './debuggee-folder';

const PROGRAM = `const bytes = require('fs').readFileSync(__dirname + '/shapes-o0-dwarf5.wasm');
const { exports: wasm } = new WebAssembly.Instance(new WebAssembly.Module(bytes), {});
function work() {
  const shape = wasm.create(5, 5);
  wasm.perimeter(shape);
  const last = [wasm.fibonacci(6), wasm.fibonacci(5)];
  return last[0];
}
debugger;
for (let count = 0; count < 6; count++) {
  globalThis.last = count;
}
console.log(work());`;

for (const node of nodeBinaries()) {
  describe(`breakpoints with conditions (${node})`, () => {
    let folder: DebuggeeFolder;
    let source: string;
    let client: DapClient;
    beforeEach(() => {
      folder = new DebuggeeFolder('shapes-o0-dwarf5.wasm', 'shapes.c');
      source = readFileSync(folder.file('shapes.c'), 'utf8');
      client = folder.client();
    });
    afterEach(() => folder.remove());

    /** Stands at the `debugger` statement with the breakpoints set. */
    async function start(breakpoints: Record<string, object[]>): Promise<number> {
      await client.launch({ program: folder.write('app.cjs', PROGRAM), runtimeExecutable: node });
      const { threadId } = await client.stopped();
      for (const [name, wishes] of Object.entries(breakpoints)) await client.request('setBreakpoints', { source: { path: folder.file(name) }, breakpoints: wishes });
      return threadId;
    }

    /** Values of an expression at each stop from here to the program's end. */
    async function atStops(threadId: number, expression: string): Promise<string[]> {
      const seen: string[] = [];
      for (;;) {
        await client.request('continue', { threadId });
        if (!(await client.stoppedOrEnded())) return seen;
        const [top] = await client.frames(threadId);
        seen.push((await client.request<{ result: string }>('evaluate', { expression, frameId: top!.id })).result);
      }
    }

    const inLoop = (): number => lineOf(source, 'int right = corner');

    it('stop where the condition holds, in the language of the source', async () => {
      const threadId = await start({ 'shapes.c': [{ line: inLoop(), condition: 'corner > 1 && shape->colour == GREEN && shape->name == "square"' }] });
      assert.deepEqual(await atStops(threadId, 'corner'), ['2', '3']);
    });

    for (const [hitCondition, expected] of [['3', ['2']], ['>= 3', ['2', '3']], ['% 2', ['1', '3']], ['<2', ['0']]] as const) {
      it(`stop by hit count: ${hitCondition}`, async () => {
        const threadId = await start({ 'shapes.c': [{ line: inLoop(), hitCondition }] });
        assert.deepEqual(await atStops(threadId, 'corner'), expected);
      });
    }

    it('count the hits for which the condition holds', async () => {
      const threadId = await start({ 'shapes.c': [{ line: inLoop(), condition: 'corner != 0', hitCondition: '== 2' }] });
      assert.deepEqual(await atStops(threadId, 'corner'), ['2']);
    });

    it('log instead of stopping', async () => {
      const threadId = await start({ 'shapes.c': [{ line: inLoop(), condition: 'corner < 2', logMessage: 'corner {corner} of {shape->name}: {shape->nothing}' }] });
      assert.deepEqual(await atStops(threadId, '0'), []);
      const logged = client.output('console').split('\n').filter((line) => line.startsWith('corner'));
      assert.equal(logged.length, 2);
      assert.match(logged[1]!, /^corner 1 of 0x[\da-f]+ "square": <`Shape` has no member `nothing`/);
    });

    it('stop and say why where the condition fails', async () => {
      const threadId = await start({ 'shapes.c': [{ line: inLoop(), condition: 'corner > sides && corner == 77', hitCondition: '1' }] });
      await client.request('continue', { threadId });
      await client.stopped();
      assert.match(client.output('console'), /shapes\.c:\d+ stops, since its condition can't be decided: no variable `sides` is in scope here \(character 10 of `corner > sides && corner == 77`\)/);
    });

    for (const condition of ['n == 3', 'n > 1 && n <= 4', 'n < 1 || 5 == n', 'n']) {
      it(`come to the same whether V8 filters or not: ${condition}`, async () => {
        const logged: string[][] = [];
        for (const text of [condition, `(${condition}) + 0`]) {
          client = folder.client();
          const threadId = await start({ 'shapes.c': [{ line: lineOf(source, 'return n < 2'), condition: text, logMessage: 'n is {n}' }] });
          assert.deepEqual(await atStops(threadId, '0'), []);
          logged.push(client.output('console').split('\n').filter((line) => line.startsWith('n is')));
        }
        assert.ok(logged[0]!.length > 0 && logged[0]!.length < 40);
        assert.deepEqual(logged[0], logged[1]);
      });
    }

    it('filter for nobody else at the same place', async () => {
      const threadId = await start({ 'shapes.c': [{ line: lineOf(source, 'return n < 2'), condition: 'n == 1000' }] });
      await client.request('setFunctionBreakpoints', { breakpoints: [{ name: 'fibonacci' }] });
      assert.equal((await atStops(threadId, 'n')).length, 25 + 15, 'fibonacci(6) and fibonacci(5)');
    });

    it('are JavaScript in JavaScript, and stop where that fails', async () => {
      const line = lineOf(PROGRAM, 'globalThis.last');
      const threadId = await start({ 'app.cjs': [{ line, condition: 'count % 3 === 2' }] });
      assert.deepEqual(await atStops(threadId, 'count'), ['2', '5']);
    });

    for (const [condition, why] of [['count.size.width', /Cannot read properties/], ['count >', /SyntaxError/]] as const) {
      it(`stop and say why where JavaScript fails: ${condition}`, async () => {
        const threadId = await start({ 'app.cjs': [{ line: lineOf(PROGRAM, 'globalThis.last'), condition }] });
        await client.request('continue', { threadId });
        await client.stopped();
        assert.match(client.output('console'), why);
        const [top] = await client.frames(threadId);
        const left = await client.request<{ result: string }>('evaluate', { expression: "Symbol.for('wasmscope.condition') in globalThis", frameId: top!.id });
        assert.equal(left.result, 'false');
      });
    }

    it('log in JavaScript', async () => {
      const threadId = await start({ 'app.cjs': [{ line: lineOf(PROGRAM, 'globalThis.last'), logMessage: 'round {count + 1}' }] });
      assert.deepEqual(await atStops(threadId, '0'), []);
      assert.match(client.output('console'), /round 1\nround 2\nround 3\nround 4\nround 5\nround 6\n/);
    });

    it('are Rust in Rust', async () => {
      folder = new DebuggeeFolder('records-debug.wasm', 'records.rs');
      const path = folder.file('records.rs');
      const program = folder.write(
        'app.mjs',
        `import { readFileSync } from 'node:fs';
const module = new WebAssembly.Module(readFileSync(new URL('./records-debug.wasm', import.meta.url)));
const imports = {};
for (const { module: from, name } of WebAssembly.Module.imports(module)) (imports[from] ??= {})[name] = () => { throw new Error(name); };
const { measure } = new WebAssembly.Instance(module, imports).exports;
for (const value of [7, 8, 12, 13]) measure(value, 36.5);`,
      );
      client = folder.client();
      await client.initialize();
      const started = client.request('launch', { program, runtimeExecutable: node });
      const condition = 'sensor.level == Level::High && sensor.name == "celsius" && sensor.limits.1 >= 24 && sensor.last == Some && !(degrees < 36.4)';
      await client.request('setBreakpoints', { source: { path }, breakpoints: [{ line: lineOf(readFileSync(path, 'utf8'), 'let total = sum('), condition }] });
      await client.request('configurationDone');
      await started;
      const { threadId } = await client.stopped();
      const [top] = await client.frames(threadId);
      assert.equal((await client.request<{ result: string }>('evaluate', { expression: 'value', frameId: top!.id })).result, '12');
      await client.request('continue', { threadId });
      assert.equal(await client.stoppedOrEnded(), null);
      assert.doesNotMatch(client.output('console'), /can't be decided/);
    });

    it('do not end a step that passes them', async () => {
      const threadId = await start({ 'app.cjs': [{ line: 4 }], 'shapes.c': [{ line: lineOf(source, 'int total = 0'), condition: 'shape == 0' }, { line: lineOf(source, 'return n < 2'), condition: 'n == 77' }, { line: inLoop(), logMessage: 'corner {corner}' }] });
      await client.request('continue', { threadId });
      await client.stopped();
      for (const line of [5, 6, 7]) {
        await client.request('next', { threadId });
        assert.equal((await client.stopped()).reason, 'step');
        assert.deepEqual((await client.stack(threadId))[0], `work:${line}`);
      }
      assert.match(client.output('console'), /corner 0\ncorner 1\ncorner 2\ncorner 3\n/);
    });

    it('do not end a step over or out of lines of C', async () => {
      const threadId = await start({ 'shapes.c': [{ line: lineOf(source, 'return n < 2'), condition: 'n == 6 || n == 77', hitCondition: '1' }] });
      await client.request('continue', { threadId });
      await client.stopped();
      assert.match((await client.stack(threadId))[0]!, /^fibonacci/);
      await client.request('next', { threadId });
      assert.equal((await client.stopped()).reason, 'step');
      assert.match((await client.stack(threadId))[0]!, /^work:6|^fibonacci:/);
      assert.equal((await client.stack(threadId)).filter((frame) => frame.startsWith('fibonacci')).length <= 1, true);
    });
  });
}
