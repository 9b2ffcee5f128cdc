import assert from 'node:assert/strict';
import { DebuggeeFolder } from './debuggee-folder';

const PROGRAM = `const bytes = require('node:fs').readFileSync(__dirname + '/lengths.wasm');
const host = { stop() { debugger; }, keep() {} };
new WebAssembly.Instance(new WebAssembly.Module(bytes), { host }).exports.fill(4, 3);
`;

const ASKED: Readonly<Record<string, string>> = {
  'grid[3][2]': '32',
  'sizeof grid / sizeof grid[0]': '4',
  'squares[3] == 9': 'true',
  'third > 0.333 && third < 0.334': 'true',
  'negative < small': 'false',
  '*(numbers + 1)': '8',
  'turn + 1': '13',
  word: '"local"',
};

describe('values that only the stopped program knows', () => {
  let folder: DebuggeeFolder;
  afterEach(() => folder.remove());

  it('are the lengths of arrays, thread-local storage, long doubles', async () => {
    folder = new DebuggeeFolder('lengths.wasm', 'lengths.c');
    const client = folder.client();
    await client.launch({ program: folder.write('app.cjs', PROGRAM) });
    const threadId = Number((await client.stopped()).threadId);
    const [, frame] = await client.frames(threadId);
    const locals = await client.locals(frame!.id);
    assert.equal(locals['squares'], '[0, 1, 4, 9]');
    assert.equal(locals['grid'], '[[0, 1, 2], [10, 11, 12], [20, 21, 22], [30, 31, 32]]');
    assert.equal(locals['text'], '"lengths"');
    assert.equal(locals['third'], '0.3333333333333333333333333333333333');
    assert.equal(locals['vast'], '1e+4000');
    assert.match(locals['open']!, /name: ".*"\}$/);
    assert.deepEqual(Object.keys(locals).filter((name) => name.startsWith('__vla')), []);
    const answers: Record<string, string> = {};
    for (const expression of Object.keys(ASKED)) answers[expression] = (await client.request<{ result: string }>('evaluate', { expression, frameId: frame!.id })).result;
    assert.deepEqual(answers, ASKED);
  });
});
