import type { DebugProtocol } from '@vscode/debugprotocol';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { nodeBinaries, requireTool } from '../../tools';
import type { DapClient } from './dap-client';
import { DebuggeeFolder, lineOf } from './debuggee-folder';
import { WebServer } from './web-page';

const PROGRAM = `const bytes = require('fs').readFileSync(__dirname + '/calls.wasm');
const host = { ask(question) { if (question === 1) debugger; if (question === 2) throw new Error('no such question'); return question; } };
const { exports: wasm } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { host });
console.log('outer ' + wasm.outer(1));
`;

for (const node of nodeBinaries()) {
  describe(`functions of the program, called by what the user types (${node})`, () => {
    let folder: DebuggeeFolder;
    let client: DapClient;
    let threadId: number;
    let frameId: number;
    afterEach(() => folder.remove());

    /** In `leaf`, whose variables stand below the stack pointer. */
    async function stop(configuration: object = { allowCalls: true }): Promise<void> {
      folder = new DebuggeeFolder('calls.wasm', 'calls.c');
      client = folder.client();
      const source = folder.file('calls.c');
      await client.launch({ program: folder.write('app.cjs', PROGRAM), runtimeExecutable: node, ...configuration }, { [source]: [lineOf(readFileSync(source, 'utf8'), 'return here.x + here.y')] });
      ({ threadId } = await client.stopped());
      [{ id: frameId }] = (await client.frames(threadId)) as [DebugProtocol.StackFrame];
    }

    const evaluate = async (expression: string, context = 'repl'): Promise<string> => (await client.request<{ result: string }>('evaluate', { expression, frameId, context })).result;

    it('take numbers and pointers, and give what they are declared to return', async () => {
      await stop();
      const before = await client.locals(frameId);
      assert.equal(await evaluate('bump(40) + bump(2)'), '82');
      assert.equal(await evaluate('counter'), '42');
      assert.equal(await evaluate('half(5.0, 0)'), '2.5');
      assert.equal(await evaluate('half(0, true)'), '-0');
      assert.equal(await evaluate('wide(-5000000000, 255)'), '-4999999999745');
      assert.equal(await evaluate('turn(NORTH)'), 'EAST');
      assert.equal(await evaluate('turn(from_nowhere ? 1 : 5)').catch((error: Error) => error.message), 'no variable `from_nowhere` is in scope here (character 6 of `turn(from_nowhere ? 1 : 5)`)');
      assert.equal(await evaluate('farther(&corner, first)->x', 'watch'), '7');
      assert.match(await evaluate('name()'), /"calls"$/);
      assert.equal(await evaluate('name() == "calls" && corner.x == 7'), 'true');
      const { targets } = await client.request<DebugProtocol.CompletionsResponse['body']>('completions', { text: '1 + bum', column: 8, frameId });
      assert.deepEqual(targets, [{ label: 'bump', type: 'function', start: 4, length: 3 }]);
      assert.equal(await evaluate('clear()'), 'void');
      assert.equal(await evaluate('counter'), '0');
      assert.deepEqual(await client.locals(frameId), before);
    });

    it('change variables, on the right of an assignment', async () => {
      await stop();
      await client.request('setExpression', { expression: 'corner.y', value: 'bump(11) * 2', frameId });
      assert.equal(await evaluate('corner'), '{x: 3, y: 22}');
      const { scopes } = await client.request<DebugProtocol.ScopesResponse['body']>('scopes', { frameId });
      await client.request('setVariable', { variablesReference: scopes[0]!.variablesReference, name: 'start', value: 'bump(1)' });
      assert.equal(await evaluate('start'), '12');
    });

    it('stop nowhere, and say why they did not return', async () => {
      await stop();
      const path = folder.file('calls.c');
      const text = readFileSync(path, 'utf8');
      await client.setBreakpoints(path, lineOf(text, 'counter += by'), lineOf(text, 'return ask(number)'));
      await client.request('setExceptionBreakpoints', { filters: ['all', 'uncaught', 'traps'] });
      assert.equal(await evaluate('bump(1)'), '1');
      assert.equal(await evaluate('question(1)'), '2');
      await assert.rejects(evaluate('question(2)'), /`question` did not return: Error: no such question/);
      await assert.rejects(evaluate('trap(0)'), /`trap` did not return: trap: divide by zero \(character 1 of `trap\(0\)`\)/);
      await assert.rejects(evaluate('1 + spin()'), /`spin` did not return within 2 s and was ended where it was \(character 5/);
      assert.equal(await evaluate('trap(3)'), '3');
      assert.deepEqual(client.events.filter(({ event }) => event === 'stopped' || event === 'continued'), []);
      await client.setBreakpoints(path);
      await client.request('continue', { threadId });
      // 2 + 7 of `outer`, 4 and 5 of `leaf`, and what the calls have left.
      await client.printed(/outer 12/, 'stdout');
    });

    it('are refused with the reason', async () => {
      await stop();
      const refused: [string, RegExp][] = [
        ['bumb(1)', /exports no function `bumb`; it does export `bump`/],
        ['bump()', /`bump\(int\)` takes 1 argument, not 0/],
        ['half(1)', /`half\(float, _?[bB]ool\)` takes 2 arguments, not 1/],
        ['wide(1, 256)', /256 does not fit in unsigned char \(character 9/],
        ['bump(1.5)', /1\.5 is no whole number/],
        ['mirrored()', /returns a (?:struct )?point by way of memory/],
        ['area(corner)', /a (?:struct )?point is not passed by value/],
        ['farther("text", 1)', /stands nowhere in the program/],
        ['farther(&here, 1)', /is where the call itself would write/],
        ['corner.bump()', /only functions that the module exports are/],
      ];
      for (const [expression, why] of refused) await assert.rejects(evaluate(expression), why, expression);
      assert.equal(await evaluate('counter'), '0');
    });

    it('are called for nobody who only looks', async () => {
      await stop();
      for (const context of ['hover', 'clipboard', 'variables']) await assert.rejects(evaluate('bump(1)', context), /is not called/);
      const path = folder.file('calls.c');
      const text = readFileSync(path, 'utf8');
      const line = lineOf(text, 'return inner + place.x');
      await client.request('setBreakpoints', { source: { path }, breakpoints: [{ line, condition: 'bump(1) == 1' }] });
      await client.request('continue', { threadId });
      // A condition that can't be answered stops, and says so.
      await client.stopped();
      assert.match(client.output('console'), /`bump` is not called/);
      [{ id: frameId }] = (await client.frames(threadId)) as [DebugProtocol.StackFrame];
      assert.equal(await evaluate('counter'), '0');
    });

    it('are called only where the configuration allows it', async () => {
      await stop({});
      for (const context of ['repl', 'watch']) await assert.rejects(evaluate('bump(1)', context), /`bump` is not called: .*"allowCalls": true/);
      await assert.rejects(client.request('setExpression', { expression: 'corner.y', value: 'bump(11)', frameId }), /is not called/);
      assert.equal(await evaluate('counter'), '0');
      assert.equal(await evaluate('char(65)'), "65 'A'");
    });
  });
}

describe('functions of a page, called by what the user types', () => {
  it('take and give what they do in Node, and are ended alike', async function () {
    requireTool(this, 'chromium');
    const folder = new DebuggeeFolder('calls.wasm', 'calls.c');
    const server = await WebServer.of(folder.path);
    try {
      folder.write('index.html', '<script src="app.js"></script>');
      folder.write('app.js', "WebAssembly.instantiateStreaming(fetch('calls.wasm'), { host: { ask: Number } }).then(({ instance }) => instance.exports.outer(1));");
      const client = folder.client();
      const source = folder.file('calls.c');
      await client.launch({ target: 'chrome', url: `${server.origin}/`, webRoot: folder.path, headless: true, allowCalls: true }, { [source]: [lineOf(readFileSync(source, 'utf8'), 'return here.x + here.y')] });
      const { threadId } = await client.stopped();
      const [frame] = await client.frames(threadId);
      const before = await client.locals(frame!.id);
      const evaluate = async (expression: string): Promise<string> => (await client.request<{ result: string }>('evaluate', { expression, frameId: frame!.id, context: 'repl' })).result;
      assert.equal(await evaluate('wide(bump(7), 1)'), '7001');
      await assert.rejects(evaluate('trap(0)'), /did not return: trap: divide by zero/);
      await assert.rejects(evaluate('spin()'), /did not return within 2 s/);
      assert.equal(await evaluate('bump(1)'), '8');
      assert.deepEqual(await client.locals(frame!.id), before);
    } finally {
      await folder.remove();
      server.close();
    }
  });
});
