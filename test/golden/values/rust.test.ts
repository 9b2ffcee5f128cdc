import assert from 'node:assert/strict';
import { expectGolden } from '../../expect-golden';
import type { DapClient } from '../../e2e/debug/dap-client';
import { DebuggeeFolder } from '../../e2e/debug/debuggee-folder';
import { shownTree } from './shown-tree';

/** Each function of values.rs fills its locals and calls `stop`. */
const PLACES = ['scalars', 'text', 'collections', 'enums', 'pointers', 'closures', 'newer'];

/** What one asks there, and what is answered, whatever the version. */
const ASKED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  scalars: { 'ordering == Less': 'true', 'tuple.1 == "two"': 'true', 'grid[2][1]': '6', 'non_zero + 1': '8' },
  text: { 'boxed == "boxed"': 'true', 'owned == "owned"': 'true', 'counted == "counted"': 'true', 'list[1]': '"two"', 'path == "/tmp/y"': 'false' },
  collections: { 'map[3]': '"three"', 'tall[250]': '250', 'by_word["round"]': 'Circle(0.5)', "by_letter['x']": '24', 'by_colour[Colour::Green]': '5', 'map_of_maps[1][2]': 'true', 'queue[2]': '4', 'list[2] == "third"': 'true', 'tree_set[0]': "'a'", 'shared[1] * 2': '4' },
  enums: { 'rectangle.height': '4', 'circle == Circle': 'true', 'labelled.1 == Blue': 'true', 'wide == Large': 'true', 'huge.0 > 0xffffffffffffffff': 'true' },
  pointers: { 'rc.y': '6', '*number + 1': '78', 'rc_trait.x': '5', 'many[0].y': '8', 'read == 2': 'true', 'lock + 1': '6', 'rc.strong': '3', 'child.parent.name == "root"': 'true', 'root.children[0].name': '"child"', '*any': '11' },
  closures: { 'adder.step': '10', 'by_reference.count': '3', 'first.total': '5', 'second.part': '"second#3"', 'chain.awaiting.total': '5' },
};

/** What is left of loops half way through. */
const LOOPS: Readonly<Record<string, string>> = {
  chars: '"ße an\\nalle, die\\nlesen"',
  indices: '"ße an\\nalle, die\\nlesen" (from byte 4)',
  lines: '"alle, die\\nlesen"',
  words: '"an\\nalle, die\\nlesen"',
  parts: '" an\\nalle, die\\nlesen"',
  over: '""',
  blanks: '"an\\nalle, die\\nlesen"',
  counted: '{iter: "grüße an\\nalle, die\\nlesen"}',
  entries: '1 left',
  keys: '2 left',
  members: '1 left',
  branches: '2 left',
  links: '2 left',
};

const program = (module: string): string => `const { readFileSync } = require('node:fs');
const bytes = require('node:zlib').brotliDecompressSync(readFileSync(__dirname + '/${module}'));
const host = { stop() { debugger; }, keep() {} };
const { exports: wasm } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { host });
for (const place of ${JSON.stringify([...PLACES, 'loops'])}) wasm[place]?.(42);
`;

describe('the values of Rust, whole', () => {
  let folder: DebuggeeFolder;
  afterEach(() => folder.remove());

  for (const version of ['1.63', '1.96']) {
    it(`of ${version}, in a stopped program`, async () => {
      const module = `values-rust-${version}.wasm.br`;
      folder = new DebuggeeFolder(module, 'values.rs');
      const client = folder.client();
      await client.launch({ program: folder.write('app.cjs', program(module)) });
      let shown = '';
      for (const place of PLACES) {
        const stop = await client.stoppedOrEnded();
        if (!stop) break;
        const threadId = Number(stop['threadId']);
        const [, frame] = await client.frames(threadId);
        shown += `== ${place}\n${await shownTree(client, frame!.id)}\n`;
        assert.deepEqual(await answers(client, frame!.id, Object.keys(ASKED[place] ?? {})), ASKED[place] ?? {});
        if (place === 'pointers') assert.deepEqual(Object.keys(await client.locals(frame!.id, 'Globals')).filter((name) => name.includes('vtable')), []);
        await client.request('continue', { threadId });
      }
      expectGolden(`values/rust-${version}.txt`, shown);
    });

    it(`of ${version}: iterators are what they have before them`, async () => {
      const module = `loops-rust-${version}.wasm.br`;
      folder = new DebuggeeFolder(module, 'loops.rs');
      const client = folder.client();
      await client.launch({ program: folder.write('app.cjs', program(module)) });
      const { threadId } = await client.stopped();
      const [, frame] = await client.frames(threadId);
      const locals = await client.locals(frame!.id);
      assert.deepEqual(Object.fromEntries(Object.keys(LOOPS).map((name) => [name, locals[name]])), LOOPS);
      assert.deepEqual(await answers(client, frame!.id, ['lines == "alle, die\\nlesen"', 'chars.len()']), { 'lines == "alle, die\\nlesen"': 'true', 'chars.len()': '22' });
    });
  }
});

async function answers(client: DapClient, frameId: number, expressions: readonly string[]): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const expression of expressions) {
    found[expression] = await client.request<{ result: string }>('evaluate', { expression, frameId }).then(({ result }) => result, (error: Error) => error.message);
  }
  return found;
}
