import { strip, type PointerType, type TypeInfo } from '../../../symbols/type-info';
import { Unavailable } from '../../storage';
import type { Parts, Value } from '../../value';
import { UnknownLayout, sequence, standIn } from '../formatter';
import { memberNamed, path } from '../layout';
import { sequenceRow } from '../list';
import { Walked } from '../walked';
import { bitAt } from './iterators';
import { alignedFor, anyOf, isLibraryType, numberArgument, requiredParameter } from './library';

export const cppVectorOfBool = sequenceRow({
  name: 'libc++ vector<bool>',
  matches: (shape) => isLibraryType(shape, 'vector') && /(?:^|::)vector<bool\b/.test(shape.name),
  parts: async (value) => {
    const count = await anyOf(value, '__size_').number();
    return count === 0 ? sequence(0, () => value) : bits(await anyOf(value, '__begin_').pointee(), count);
  },
});

export const cppVector = sequenceRow({
  name: 'libc++ vector',
  matches: (shape) => isLibraryType(shape, 'vector', 'valarray'),
  async parts(value) {
    const begin = anyOf(value, '__begin_');
    const [from, to] = [await begin.number(), await anyOf(value, '__end_').number()];
    const size = strip((begin.shape as PointerType).target).sizeBytes ?? 0;
    if (size === 0) throw new UnknownLayout(value.type.name);
    return elementsFrom(begin, Math.max(0, Math.floor((to - from) / size)));
  },
});

export const cppArray = sequenceRow({
  name: 'libc++ array',
  matches: (shape) => isLibraryType(shape, 'array'),
  parts: (value) => {
    const count = numberArgument(value.shape);
    const elements = path(value, '__elems_');
    if (count === undefined || elements.shape.kind !== 'array') throw new UnknownLayout(value.type.name);
    return Promise.resolve(sequence(count, (index) => elements.element(index)));
  },
});

/** `span` of either kind, and `initializer_list`: an address and a length, which may be part of the type. */
export const cppSpan = sequenceRow({
  name: 'libc++ span',
  matches: (shape) => isLibraryType(shape, 'span', 'initializer_list'),
  async parts(value) {
    const begin = anyOf(value, '__data_', '__data', '__begin_');
    const length = memberNamed(value, '__size_') ?? memberNamed(value, '__size');
    const count = length ? await length.number() : numberArgument(value.shape);
    if (count === undefined) throw new UnknownLayout(value.type.name);
    return elementsFrom(begin, count);
  },
});

export const cppBitset = sequenceRow({
  name: 'libc++ bitset',
  matches: (shape) => isLibraryType(shape, 'bitset'),
  parts: (value) => {
    const count = numberArgument(value.shape);
    if (count === undefined) throw new UnknownLayout(value.type.name);
    return Promise.resolve(bits(count === 0 ? value : path(value, '__first_'), count));
  },
});

/** `stack`, `queue`, `priority_queue`: the container in them, in its own order. */
export const cppAdapter = standIn({
  name: 'libc++ container adapter',
  matches: (shape) => isLibraryType(shape, 'stack', 'queue', 'priority_queue'),
  target: (value) => Promise.resolve(path(value, 'c')),
});

const BLOCK_BYTES = 4_096;
const LARGE_BYTES = 256;

/** Blocks of 4 KiB, or of sixteen large elements; the map holds their addresses, of which those before `__begin_` are spare. */
export const cppDeque = sequenceRow({
  name: 'libc++ deque',
  matches: (shape) => isLibraryType(shape, 'deque'),
  async parts(value) {
    const count = await anyOf(value, '__size_').number();
    if (count === 0) return sequence(0, () => value);
    const start = await anyOf(value, '__start_').number();
    const type = requiredParameter(value, '_Tp');
    const size = strip(type).sizeBytes ?? 0;
    if (size === 0) throw new UnknownLayout(type.name);
    const perBlock = size < LARGE_BYTES ? Math.floor(BLOCK_BYTES / size) : 16;
    const blocks = await (await path(anyOf(value, '__map_'), '__begin_').pointee()).readAhead();
    const held = new Map<number, Promise<Value>>();
    const block = async (index: number): Promise<Value> => (await blocks.offsetBy(index * blocks.sizeBytes).pointee()).as(type).readAhead(perBlock * size);
    return sequence(count, async (index) => {
      const number = Math.floor((start + index) / perBlock);
      if (!held.has(number)) held.set(number, block(number));
      return (await held.get(number)!).offsetBy(((start + index) % perBlock) * size);
    });
  },
});

/** A ring through `__end_`; each node's value follows its two links. */
export const cppList = sequenceRow({
  name: 'libc++ list',
  matches: (shape) => isLibraryType(shape, 'list'),
  async parts(value) {
    const end = anyOf(value, '__end_');
    const type = requiredParameter(value, '_Tp');
    const count = await anyOf(value, '__size_alloc_', '__size_').number();
    const nodes = new Walked(nodesFrom(path(end, '__next_'), end.address ?? 0, type, (node) => ({ next: path(node, '__next_'), end: 2 * path(node, '__next_').sizeBytes })));
    return sequence(count, (index) => nodes.at(index));
  },
});

/** Its length is nowhere: it is walked before it is shown, as far as anybody looks. */
export const cppForwardList = sequenceRow({
  name: 'libc++ forward_list',
  matches: (shape) => isLibraryType(shape, 'forward_list'),
  async parts(value) {
    const first = path(anyOf(value, '__before_begin_'), '__next_');
    const type = requiredParameter(value, '_Tp');
    const values: Value[] = [];
    const seen = new Set<number>();
    for await (const each of nodesFrom(first, 0, type, (node) => ({ next: path(node, '__next_'), end: path(node, '__next_').sizeBytes }))) {
      if (values.length >= FORWARD_ELEMENTS || seen.has(each.address!)) break;
      seen.add(each.address!);
      values.push(each);
    }
    return sequence(values.length, (index) => values[index]!);
  },
});

const FORWARD_ELEMENTS = 1_000;

/** Values of linked nodes until the link leads to `end`. */
async function* nodesFrom(first: Value, end: number, type: TypeInfo, layout: (node: Value) => { next: Value; end: number }): AsyncGenerator<Value> {
  for (let link = first; (await link.number()) !== end; ) {
    const node = await (await link.pointee()).readAhead(NODE_BYTES);
    const { next, end: linksEnd } = layout(linksOf(node, link));
    yield node.as(type).offsetBy(alignedFor(type, linksEnd));
    link = next;
  }
}

const NODE_BYTES = 256;

/** What a link points to may be known by name only: then it is a node like the one that the link stands in. */
function linksOf(node: Value, link: Value): Value {
  if (memberNamed(node, '__next_')) return node;
  const pointer = link.type;
  const type: TypeInfo = { kind: 'struct', name: 'node', sizeBytes: link.sizeBytes * 2, flavour: 'struct', bases: [], variants: null, typeParameters: [], members: [{ name: '__next_', type: pointer, offsetBytes: link.sizeBytes, artificial: false }] };
  return node.as(type);
}

async function elementsFrom(begin: Value, count: number): Promise<Parts> {
  if (count === 0) return sequence(0, () => begin);
  const first = await begin.pointee();
  const sizeBytes = first.sizeBytes;
  const held = await first.readAhead(count * sizeBytes);
  return sequence(count, (index) => held.offsetBy(index * sizeBytes));
}

function bits(start: Value, count: number): Parts {
  if (!Number.isSafeInteger(count)) throw new Unavailable('unreadable: a length that cannot be');
  return sequence(count, (index) => bitAt(start, index));
}
