import assert from 'node:assert/strict';
import type { DapClient } from './dap-client';
import { DebuggeeFolder } from './debuggee-folder';

const program = (module: string): string => `const { readFileSync } = require('node:fs');
const code = new WebAssembly.Module(require('node:zlib').brotliDecompressSync(readFileSync(__dirname + '/${module}')));
const imports = { host: { stop() { debugger; }, keep() {} } };
for (const { module: from, name } of WebAssembly.Module.imports(code)) (imports[from] ??= {})[name] ??= () => 0;
const { exports: wasm } = new WebAssembly.Instance(code, imports);
wasm._initialize?.();
wasm.go?.(7) ?? wasm.text(42);
`;

/** What is answered, or why there is no answer. */
async function answers(client: DapClient, frameId: number, expressions: readonly string[]): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const expression of expressions) found[expression] = await client.request<{ result: string }>('evaluate', { expression, frameId }).then(({ result }) => result, (error: Error) => error.message);
  return found;
}

describe('values that a library makes, in a stopped program', () => {
  let folder: DebuggeeFolder;
  let client: DapClient;
  afterEach(() => folder.remove());

  const stop = async (module: string): Promise<number> => {
    folder = new DebuggeeFolder(module);
    client = folder.client();
    await client.launch({ program: folder.write('app.cjs', program(module)) });
    const { threadId } = await client.stopped();
    const [, frame] = await client.frames(threadId);
    return frame!.id;
  };
  const set = (frameId: number, expression: string, value: string): Promise<string> => client.request<{ value: string }>('setExpression', { expression, value, frameId }).then(({ value: now }) => now, (error: Error) => error.message);

  it('C++: errors, exceptions, streams and coroutines say what they would print', async () => {
    const frameId = await stop('library-libc++-19.wasm.br');
    const locals = await client.locals(frameId);
    const shown = Object.fromEntries(['missing', 'none', 'system', 'late', 'failed', 'written', 'read', 'both', 'counted'].map((name) => [name, locals[name]]));
    assert.deepEqual(shown, {
      missing: 'generic:44 (no_such_file_or_directory)',
      none: 'system:0',
      system: 'system:7 (connection_already_in_progress)',
      late: 'generic:73 (timed_out)',
      failed: '"it failed"',
      written: '"written 7 and more than fits into the short form"',
      read: '"line one"',
      both: '"both"',
      counted: '{handle: count suspended {value: 7}}',
    });
    assert.deepEqual(await answers(client, frameId, ['seen.caught']), { 'seen.caught': 'shop::v2::Failure {std::runtime_error: "own failure", code: 5}' });
    assert.match(locals['pointed']!, /^0x[\da-f]+ → std::out_of_range "beyond"$/);
  });

  it('C++: expressions go up and down an object, and to what is declared elsewhere', async () => {
    const frameId = await stop('library-libc++-19.wasm.br');
    const expected = {
      '((Both *)right)->own': '40', '((shop::Both *)base)->right': '30', '((Right *)&whole)->right': '30', 'static_cast<Left *>(base)->left': '20', 'whole.Base::base': '10',
      '*shared == 1': 'a `shop::v2::Both` is no number', 'shared->own': '40', 'Ring<std::string, 2>::made': '8', 'order.level == shop::Level::High': 'true', '017 + 1': '16', ".5 + 1'000": '1000.5',
      'written.str() == "x"': 'false', 'failed.what() == "it failed"': 'true', 'counted.handle.promise().value': '7', 'order == "x"': 'is no text',
    };
    const found = await answers(client, frameId, Object.keys(expected));
    for (const [expression, answer] of Object.entries(expected)) assert.ok(answer.startsWith('a ') || answer.startsWith('is ') ? found[expression]!.includes(answer.replace(/^a /, '')) : found[expression] === answer, `${expression}: ${found[expression]}`);
  });

  it('C++: what is set is what a reference refers to, and text where it stands', async () => {
    const frameId = await stop('library-libc++-19.wasm.br');
    assert.deepEqual([await set(frameId, 'seen.alias', '12'), await set(frameId, 'order.alias', '9')], ['12', '9']);
    assert.deepEqual(await answers(client, frameId, ['number', 'order.amount', 'seen.alias + 1']), { number: '12', 'order.amount': '9', 'seen.alias + 1': '13' });
    assert.deepEqual([await set(frameId, 'brief', '"longer"'), await set(frameId, 'lengthy', 'brief'), await set(frameId, 'wide', '"é!"'), await set(frameId, 'text', '"seven77"')], ['"longer"', '"longer"', '"é!"', '"seven77"']);
    assert.deepEqual(await answers(client, frameId, ['brief.size()', 'lengthy.size()', 'wide.size()', 'lengthy == "longer"']), { 'brief.size()': '6', 'lengthy.size()': '6', 'wide.size()': '2', 'lengthy == "longer"': 'true' });
    assert.match(await set(frameId, 'text', '"eight888"'), /room for 7 bytes of text, and this has 8/);
    assert.match(await set(frameId, 'brief', '"more than ten"'), /room for 10 bytes/);
    assert.match(await set(frameId, 'shared', '0'), /owns what it points to/);
  });

  it('C++: completions are what its author would write', async () => {
    const frameId = await stop('library-libc++-19.wasm.br');
    const completed = async (text: string): Promise<string[]> => (await client.request<{ targets: { label: string }[] }>('completions', { text, column: text.length + 1, frameId })).targets.map(({ label }) => label);
    assert.deepEqual(await completed('whole.'), ['base', 'left', 'right', 'own']);
    assert.deepEqual(await completed('shared->o'), ['own']);
    assert.deepEqual(await completed('brief.'), ['size()', 'empty()']);
    assert.deepEqual(await completed('shop::Level::'), ['Low', 'High']);
    assert.deepEqual(await completed('ring.items[0].s'), ['size()']);
  });

  for (const version of ['1.63', '1.96']) {
    it(`Rust ${version}: text is set within its capacity`, async () => {
      const frameId = await stop(`values-rust-${version}.wasm.br`);
      const [name, text] = Object.entries(await client.locals(frameId)).find(([each]) => each === 'string') ?? [];
      assert.ok(name && text, 'values.rs has a String `string`');
      assert.equal(await set(frameId, name, '"ab"'), '"ab"');
      assert.deepEqual(await answers(client, frameId, ['string.len()', 'string == "ab"']), { 'string.len()': '2', 'string == "ab"': 'true' });
      assert.match(await set(frameId, name, JSON.stringify('x'.repeat(text.length + 100))), /room for \d+ bytes of text/);
    });
  }
});
