import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { openSymbols } from '../../../src/symbols/open-symbols';
import { lastPart } from '../../../src/symbols/name-parts';
import type { FrameState, Variable } from '../../../src/symbols/variable';
import { evaluate } from '../../../src/values/evaluate';
import type { ValueContext } from '../../../src/values/value';
import { displayVariable, type ValueNode } from '../../../src/values/value-node';
import { readModule } from '../../../src/wasm/read-module';
import { expectGolden } from '../../expect-golden';
import { root } from '../../tools';

/** The program's own globals, not its library's. */
const declaredIn = (source: string): Set<string> => new Set((readFileSync(join(root, 'test/fixtures', source), 'utf8').match(/^KEEP .*$/gm) ?? []).flatMap((line) => line.match(/\w+/g) ?? []));

interface Filled {
  readonly scope: readonly Variable[];
  readonly frame: FrameState;
  readonly context: ValueContext;
}

/** The module runs in this process; its values are read from its linear memory, by its own debug information. */
async function filled(file: string, source: string): Promise<Filled> {
  const stored = readFileSync(join(root, 'test/fixtures', file));
  const bytes = file.endsWith('.br') ? brotliDecompressSync(stored) : stored;
  const declared = declaredIn(source);
  const module = new WebAssembly.Module(bytes);
  const imports: WebAssembly.Imports = {};
  for (const { module: from, name } of WebAssembly.Module.imports(module)) (imports[from] ??= {})[name] = () => assert.fail(`${name} was called`);
  const { exports } = new WebAssembly.Instance(module, imports);
  const call = (name: string): unknown => (exports[name] as (() => unknown) | undefined)?.();
  call('_initialize');
  call('__wasm_call_ctors');
  assert.equal(call('fill'), source === 'positions.cpp' ? 3 : 52);
  const symbols = await openSymbols(readModule(bytes));
  const none = (): Promise<undefined> => Promise.resolve(undefined);
  const memory = { read: (address: number, size: number) => Promise.resolve(new Uint8Array((exports['memory'] as WebAssembly.Memory).buffer).slice(address, address + size)) };
  const functionInTable = (slot: number): Promise<string | undefined> => {
    // The JavaScript name of an exported function is its index.
    const entry = (exports['__indirect_function_table'] as WebAssembly.Table).get(slot) as (() => void) | null;
    const fn = entry ? symbols.module.functions.withIndex(Number(entry.name)) : undefined;
    return Promise.resolve(fn && symbols.functionAt(fn.bodyStart)?.name);
  };
  const scope = symbols.globals().filter(({ name }) => declared.has(lastPart(name)));
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
const ASKED_OF_CPP: Readonly<Record<string, string>> = {
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

/** What stands where one is. */
const ASKED_OF_POSITIONS: Readonly<Record<string, string>> = {
  'in_map->first + in_map->second': '1.5',
  '(*last_in_map).second': '2.5',
  'const_in_map->second': '1.5',
  '*in_set': '5',
  '*in_list == 6': 'true',
  '*const_in_list + 1': '8',
  '*in_forward': '9',
  'in_hashed->second': '11',
  '*in_hashed_set': '12',
  '*in_deque': '1999',
  '*in_vector': '14',
  '*from_behind': '15',
  '*in_bits': 'true',
  'flag': 'true',
  'whole_complex.imag': '-4',
  'values[1]': '17',
};

const ASKED_OF_C: Readonly<Record<string, string>> = {
  'to_point->y': '4',
  'grid[1][0].x': '5',
  'cube[1][2][1] == 12': 'true',
  'flags.negative * flags.three': '-15',
  'flags.access == 5': 'true',
  'access & WRITE': '2',
  'direction == SOUTH ? 1 : 2': '1',
  'WEST': 'WEST',
  'nested.part': '0.5',
  'flexible.items[2]': '30',
  'flexible.items[1..3]': '[20, 30]',
  'first.next->next->value': '1',
  '((struct point *)untyped)->x': '3',
  '(*(struct point *)opaque).y': '4',
  'sizeof(struct packed)': '13',
  'sizeof(cube) / sizeof(cube[0])': '2',
  '**pointer_to_pointer': '42',
  'text == "grüße \\"x\\"\\n"': 'true',
  'to_wide == "w\u00efde"': 'true',
  'words[1] == "two"': 'true',
  'cube[0][1..3]': '[[3, 4], [5, 6]]',
  'huge < 0 && greatest > huge': 'true',
  'odd_bits + 1': '-65535',
  'quad * 4': '5',
};

const answersOf = async ({ scope, frame, context }: Filled, expressions: readonly string[]): Promise<Record<string, string>> => {
  const answer = (expression: string): Promise<string> => evaluate(expression, scope, frame, context).then(({ summary }) => summary, (error: Error) => error.message);
  return Object.fromEntries(await Promise.all(expressions.map(async (expression) => [expression, await answer(expression)] as const)));
};

describe('the values of C and C++, whole', () => {
  for (const version of ['13', '19', '22']) {
    it(`of libc++ ${version}, in a module's own memory`, async () => {
      const program = await filled(`values-libc++-${version}.wasm.br`, 'values.cpp');
      assert.deepEqual(await answersOf(program, Object.keys(ASKED_OF_CPP)), ASKED_OF_CPP);
      expectGolden(`values/libc++-${version}.txt`, await tree(program));
    });
  }

  for (const version of ['13', '19', '22']) {
    it(`of libc++ ${version}: iterators, dates and small things`, async () => {
      const program = await filled(`positions-libc++-${version}.wasm.br`, 'positions.cpp');
      assert.deepEqual(await answersOf(program, Object.keys(ASKED_OF_POSITIONS)), ASKED_OF_POSITIONS);
      expectGolden(`values/positions-libc++-${version}.txt`, await tree(program));
    });
  }

  for (const version of ['4', '5']) {
    it(`of C, by DWARF ${version}`, async () => {
      const program = await filled(`values-c-dwarf${version}.wasm`, 'values.c');
      assert.deepEqual(await answersOf(program, Object.keys(ASKED_OF_C)), ASKED_OF_C);
      expectGolden(`values/c-dwarf${version}.txt`, await tree(program));
    });
  }
});
