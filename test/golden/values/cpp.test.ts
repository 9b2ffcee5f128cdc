import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { openSymbols } from '../../../src/symbols/open-symbols';
import type { FrameState, Variable } from '../../../src/symbols/variable';
import { evaluate } from '../../../src/values/evaluate';
import type { ValueContext } from '../../../src/values/value';
import { displayVariable, type ValueNode } from '../../../src/values/value-node';
import { readModule } from '../../../src/wasm/read-module';
import { expectGolden } from '../../expect-golden';
import { root } from '../../tools';

/** The program's own globals, not its library's. */
const DECLARED = new Set((readFileSync(join(root, 'test/fixtures/values.cpp'), 'utf8').match(/^KEEP .*$/gm) ?? []).flatMap((line) => line.match(/\w+/g) ?? []));

interface Filled {
  readonly scope: readonly Variable[];
  readonly frame: FrameState;
  readonly context: ValueContext;
}

/** The module runs in this process; its values are read from its linear memory, by its own debug information. */
async function filled(file: string): Promise<Filled> {
  const bytes = brotliDecompressSync(readFileSync(join(root, 'test/fixtures', file)));
  const module = new WebAssembly.Module(bytes);
  const imports: WebAssembly.Imports = {};
  for (const { module: from, name } of WebAssembly.Module.imports(module)) (imports[from] ??= {})[name] = () => assert.fail(`${name} was called`);
  const { exports } = new WebAssembly.Instance(module, imports);
  const call = (name: string): unknown => (exports[name] as (() => unknown) | undefined)?.();
  call('_initialize');
  call('__wasm_call_ctors');
  assert.equal(call('fill'), 52);
  const symbols = await openSymbols(readModule(bytes));
  const none = (): Promise<undefined> => Promise.resolve(undefined);
  const memory = { read: (address: number, size: number) => Promise.resolve(new Uint8Array((exports['memory'] as WebAssembly.Memory).buffer).slice(address, address + size)) };
  const functionInTable = (slot: number): Promise<string | undefined> => {
    // The JavaScript name of an exported function is its index.
    const entry = (exports['__indirect_function_table'] as WebAssembly.Table).get(slot) as (() => void) | null;
    const fn = entry ? symbols.module.functions.withIndex(Number(entry.name)) : undefined;
    return Promise.resolve(fn && symbols.functionAt(fn.bodyStart)?.name);
  };
  const scope = symbols.globals().filter(({ name }) => DECLARED.has(name));
  return { scope, frame: { memory, local: none, global: none, stack: none }, context: { memory, functionInTable, typeNamed: (name) => symbols.typeNamed(name) } };
}

/** Addresses are the linker's. */
const placeless = (text: string): string => text.replace(/\b0x[\da-f]+/g, '0x…').replace(/function\[\d+\]/g, 'function[…]');

async function tree({ scope, frame, context }: Filled): Promise<string> {
  const lines: string[] = [];
  const add = async (node: ValueNode, depth: number): Promise<void> => {
    lines.push(`${'  '.repeat(depth)}${node.name}${depth === 0 ? ` (${node.type})` : ''} = ${placeless(node.summary)}`);
    const children = depth < 2 ? ((await node.children?.()) ?? []) : [];
    for (const child of children.slice(0, 12)) await add(child, depth + 1);
  };
  for (const variable of scope) await add(await displayVariable(variable, frame, context), 0);
  return `${lines.join('\n')}\n`;
}

/** What one asks, and what is answered, whatever the version of the library. */
const ASKED: Readonly<Record<string, string>> = {
  'words[2] == "a third one that is rather long"': 'true',
  'map[2]': '"two"',
  'by_word["square"] + 1': '3',
  'hashed["only"]': '5',
  'map_of_vectors[4][1]': '2',
  'deque[899]': '1999',
  'list[2]': '3',
  'bits[1]': 'false',
  'unique->y': '6',
  '(*unique).x': '5',
  'no_unique == nullptr': 'true',
  'shared->name == "shared"': 'true',
  'shared.strong': '2',
  'weak->id': '1',
  'some + 1': '6',
  'some_named.name': '"somebody"',
  'variant_point.y': '2',
  'any_int + 1': '18',
  'pair.second == "one"': 'true',
  'tuple.1': '"two"',
  'animal->name': '"Rex"',
  'second_base->legs': '4',
  'virtual_base->own': '4',
  'diamond.shared': '1',
  'atomic * 2': '18',
  'wrapper == number': 'true',
  'captured + reference': '15',
  'view == "text"': 'true',
  'empty_view == ""': 'true',
  'wide_text == "w\u00efde"': 'true',
  'text_32 == "a text that is too long for the object itself \u{1f600}"': 'true',
  'seconds * 4': '1',
  'lambda.step': '10',
  'span[1]': '30',
};

describe('the values of C++, whole', () => {
  for (const version of ['13', '19']) {
    it(`of libc++ ${version}, in a module's own memory`, async () => {
      const program = await filled(`values-libc++-${version}.wasm.br`);
      const answers = await Promise.all(Object.keys(ASKED).map(async (expression) => {
        const answer = await evaluate(expression, program.scope, program.frame, program.context).then(({ summary }) => summary, (error: Error) => error.message);
        return [expression, answer] as const;
      }));
      assert.deepEqual(Object.fromEntries(answers), ASKED);
      expectGolden(`values/libc++-${version}.txt`, await tree(program));
    });
  }
});
