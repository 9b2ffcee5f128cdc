import { strip, type StructType, type TypeInfo } from '../../../symbols/type-info';
import { BitField, Unavailable, unsignedOf } from '../../storage';
import { Value, type Formatter } from '../../value';
import { UnknownLayout, standIn } from '../formatter';
import { memberNamed, path, plainName, typeParameter } from '../layout';
import { alignedFor, anyOf, isLibraryType } from './library';

/** Iterators that are a pointer, or hold another iterator that says where they are. */
export const cppWrappedIterator = standIn({
  name: 'libc++ iterator',
  matches: (shape) => isLibraryType(shape, '__wrap_iter', '__deque_iterator', '__map_iterator', '__map_const_iterator', '__hash_map_iterator', '__hash_map_const_iterator', 'move_iterator'),
  target: (value) => Promise.resolve(anyOf(value, '__i_', '__i', '__ptr_', '__ptr', '__current_')),
});

/** Of an array: what it stands at is the element before. */
export const cppReverseIterator = standIn({
  name: 'libc++ reverse_iterator',
  matches: (shape) => isLibraryType(shape, 'reverse_iterator'),
  async target(value) {
    const current = path(value, 'current');
    const pointer = isLibraryType(current.shape, '__wrap_iter') ? anyOf(current, '__i_', '__i') : current;
    if (pointer.shape.kind !== 'pointer') throw new UnknownLayout(value.type.name);
    return pointer.pointee(-1);
  },
});

const NODES = /^__(tree|list|forward_list|hash)_(?:const_)?(?:local_)?(?:const_)?iterator$/;
type NodeKind = 'tree' | 'list' | 'forward_list' | 'hash';
/** Links (and the hash) before the element, and what else stands there: a tree's colour. */
const LINKS: Readonly<Record<NodeKind, readonly [words: number, bytes: number]>> = { tree: [3, 1], list: [2, 0], forward_list: [1, 0], hash: [2, 0] };

/** Iterators of linked containers: they point to a node, which the element is behind the links of. */
export const cppNodeIterator: Formatter = {
  name: 'libc++ node iterator',
  matches: (shape) => shape.kind === 'struct' && shape.name.startsWith('std::') && NODES.test(plainName(shape)),
  async summary(value, inside) {
    const element = await elementOf(value);
    return element ? `0x${element.address!.toString(16)} → ${await inside.show(element)}` : 'end';
  },
  parts: async (value, inside) => {
    const element = await elementOf(value);
    return element ? inside.parts(await element.readAhead()) : null;
  },
  target: elementOf,
};

/** undefined at the end, where that can be seen: of a list it can't. */
async function elementOf(value: Value): Promise<Value | undefined> {
  const kind = NODES.exec(plainName(value.shape))![1] as NodeKind;
  const pointer = anyOf(value, '__ptr_', '__node_', '__ptr', '__node');
  const word = pointer.sizeBytes;
  const node = await pointer.number();
  if (node === 0 || (kind === 'tree' && (await isTreeEnd(pointer, node, word)))) return undefined;
  const nodeType = nodeTypeOf(value);
  const type = typeParameter(value, '_Tp') ?? nodeType?.typeParameters.find(({ name }) => name === '_Tp')?.type;
  // From LLVM 21 on the pairs of maps have a type that nobody ever completes, and nodes name what they hold.
  if (nodeType && type && strip(type).sizeBytes === null) return path(value.placedAt(nodeType, node), '__value_');
  if (!type) throw new UnknownLayout(value.type.name);
  const [words, bytes] = LINKS[kind];
  const element = value.placedAt(type, node + alignedFor(type, words * word + bytes));
  // Maps keep their pairs in a type of their own.
  return memberNamed(element, '__cc_') ?? memberNamed(element, '__cc') ?? element;
}

function nodeTypeOf(iterator: Value): StructType | undefined {
  const pointer = strip(typeParameter(iterator, '_NodePtr') ?? { kind: 'unknown', name: '', sizeBytes: null });
  const node = pointer.kind === 'pointer' ? strip(pointer.target) : undefined;
  return node?.kind === 'struct' ? node : undefined;
}

const MEMORY_ENDS = { left: 0, right: 0 };

/** The end has a left child, the root, and is no child of anything. */
async function isTreeEnd(pointer: Value, node: number, word: number): Promise<boolean> {
  const linksOf = async (address: number): Promise<{ left: number; right: number }> => {
    try {
      const bytes = await pointer.placedAt(pointer.type, address).storage.read(0, 2 * word);
      return { left: Number(unsignedOf(bytes.subarray(0, word))), right: Number(unsignedOf(bytes.subarray(word))) };
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      return MEMORY_ENDS;
    }
  };
  const { left: parent } = await linksOf(node + 2 * word);
  const { left, right } = await linksOf(parent);
  return parent === 0 || (left !== node && right !== node);
}

const BOOL: TypeInfo = { kind: 'base', name: 'bool', sizeBytes: 1, encoding: 'boolean' };

/** From the lowest bit of the first byte on. */
export function bitAt(start: Value, index: number): Value {
  return new Value(BOOL, new BitField(start.storage.at(Math.floor(index / 8)), { offset: index % 8, size: 1 }, false), start.context);
}

/** References and iterators of bits: the word that the bit is in, and which it is. */
export const cppBit = standIn({
  name: 'libc++ reference to a bit',
  matches: (shape) => isLibraryType(shape, '__bit_reference', '__bit_const_reference', '__bit_iterator'),
  async target(value) {
    const start = await path(value, '__seg_').pointee();
    const mask = memberNamed(value, '__mask_');
    const bit = mask ? Math.log2(await mask.number()) : await path(value, '__ctz_').number();
    if (!Number.isInteger(bit)) throw new UnknownLayout(value.type.name);
    return bitAt(start, bit);
  },
});
