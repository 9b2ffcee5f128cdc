import { strip, type TypeInfo } from '../../../symbols/type-info';
import { Unavailable } from '../../storage';
import type { Formatter, Value } from '../../value';
import { mapRow, setRow, type Entries, type Entry } from '../entries';
import { UnknownLayout } from '../formatter';
import { memberNamed, path, typeParameter } from '../layout';
import { Walked } from '../walked';
import { alignedFor, alignmentOf, anyOf, isLibraryType, requiredParameter } from './library';

const row = (...names: string[]): Pick<Formatter, 'name' | 'matches'> => ({ name: `libc++ ${names[0]}`, matches: (shape) => isLibraryType(shape, ...names) });

export const cppMap = mapRow(row('map', 'multimap'), treeEntries);
export const cppSet = setRow(row('set', 'multiset'), treeEntries);
export const cppHashMap = mapRow(row('unordered_map', 'unordered_multimap'), hashEntries);
export const cppHashSet = setRow(row('unordered_set', 'unordered_multiset'), hashEntries);

/** Where the key and the value of an entry are in its node. Nodes are no types of the debug information by any name that one could know. */
interface EntryLayout {
  readonly key: TypeInfo;
  readonly value: TypeInfo | undefined;
}

/** Sets call the type of their elements `_Key` or `_Value`. */
function entryLayout(container: Value): EntryLayout {
  const key = typeParameter(container, '_Key') ?? requiredParameter(container, '_Value');
  return { key, value: typeParameter(container, '_Tp') };
}

/** A pair of const key and value, or a key alone, behind what ends at `linksEnd`. */
function entryIn(node: Value, linksEnd: number, { key, value }: EntryLayout): Entry {
  const alignment = Math.max(alignmentOf(key), value ? alignmentOf(value) : 1);
  const start = Math.ceil(linksEnd / alignment) * alignment;
  const size = strip(key).sizeBytes;
  if (size === null) throw new UnknownLayout(key.name);
  const first = node.as(key).offsetBy(start);
  return { key: first, value: value ? node.as(value).offsetBy(start + alignedFor(value, size)) : first };
}

const NODE_BYTES = 256;

/** Red and black: left, right, parent and a colour, then the entry, which may begin in the padding. */
async function treeEntries(value: Value): Promise<Entries> {
  const tree = path(value, '__tree_');
  const layout = entryLayout(value);
  const count = await anyOf(tree, '__pair3_', '__size_').number();
  const nodes = new Walked(treeNodes(anyOf(tree, '__begin_node_'), count));
  return {
    count,
    async entry(index) {
      const { node, word } = await nodes.at(index);
      return entryIn(node, 3 * word + 1, layout);
    },
  };
}

interface TreeNode {
  readonly node: Value;
  readonly word: number;
}

const MAX_HEIGHT = 128;

async function* treeNodes(begin: Value, count: number): AsyncGenerator<TreeNode> {
  const word = begin.sizeBytes;
  const link: TypeInfo = { kind: 'pointer', name: 'void *', sizeBytes: word, flavour: 'pointer', target: { kind: 'struct', name: 'node', sizeBytes: 4 * word, flavour: 'struct', members: [], bases: [], variants: null, typeParameters: [] } };
  const nodeAt = async (address: number): Promise<Value> => {
    if (address === 0) throw new Unavailable('unreadable: there are fewer entries than it says');
    return begin.placedAt((link as { target: TypeInfo }).target, address).readAhead(NODE_BYTES);
  };
  const linkOf = (node: Value, index: number): Promise<number> => node.as(link).offsetBy(index * word).number();
  let address = await begin.number();
  for (let index = 0; index < count; index++) {
    const node = await nodeAt(address);
    yield { node, word };
    if (index + 1 < count) address = await following(address, node, nodeAt, linkOf);
  }
}

const [LEFT, RIGHT, PARENT] = [0, 1, 2];

/** The leftmost to the right; without one, the first ancestor that is not to the left. */
async function following(address: number, node: Value, nodeAt: (address: number) => Promise<Value>, linkOf: (node: Value, index: number) => Promise<number>): Promise<number> {
  let next = await linkOf(node, RIGHT);
  let steps = 0;
  if (next !== 0) {
    for (let left = next; left !== 0; left = await linkOf(await nodeAt(left), LEFT)) {
      if (++steps > MAX_HEIGHT) throw new Unavailable('unreadable: a tree without end');
      next = left;
    }
    return next;
  }
  for (let child = address, parent = await linkOf(node, PARENT); ; ) {
    if (++steps > MAX_HEIGHT) throw new Unavailable('unreadable: a tree without end');
    const above = await nodeAt(parent);
    if ((await linkOf(above, LEFT)) === child) return parent;
    [child, parent] = [parent, await linkOf(above, PARENT)];
  }
}

/** All nodes in one chain; each has the next one's address and its hash before its entry. */
async function hashEntries(value: Value): Promise<Entries> {
  const table = path(value, '__table_');
  const layout = entryLayout(value);
  const count = await anyOf(table, '__p2_', '__size_').number();
  const first = path(anyOf(table, '__p1_', '__first_node_'), '__next_');
  const nodes = new Walked(hashNodes(first));
  return { count, entry: async (index) => entryIn(await nodes.at(index), 2 * first.sizeBytes, layout) };
}

async function* hashNodes(first: Value): AsyncGenerator<Value> {
  for (let link = first; (await link.number()) !== 0; ) {
    const node = await link.placedAt(link.type, await link.number()).readAhead(NODE_BYTES);
    yield node;
    // The next one's address is the first thing in a node, of the same type wherever it stands.
    link = memberNamed(node, '__next_') ?? node;
  }
}
