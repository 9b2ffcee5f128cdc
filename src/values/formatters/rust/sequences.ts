import type { TypeInfo } from '../../../symbols/type-info';
import type { Parts, Value } from '../../value';
import { sequence } from '../formatter';
import { memberNamed, path, typeParameter } from '../layout';
import { sequenceRow } from '../list';
import { addressIn, isLibraryType, isSlicePointer, pointeeName, vecInside } from './pointers';
import { Walked } from './walked';

/** `&[T]`, `&mut [T]`, `Box<[T]>`. */
export const rustSlice = sequenceRow({
  name: 'Rust slice',
  matches: (shape) => isSlicePointer(shape) && pointeeName(shape.name).startsWith('['),
  parts: async (value) => elementsFrom(path(value, 'data_ptr'), await path(value, 'length').number(), undefined),
});

export const rustVec = sequenceRow({
  name: 'Rust Vec',
  matches: (shape) => isLibraryType(shape, 'Vec') && shape.members.some((member) => member.name === 'buf'),
  parts: vecParts,
});

/** In the order of its memory: the greatest first, the rest as the heap has them. */
export const rustBinaryHeap = sequenceRow({
  name: 'Rust BinaryHeap',
  matches: (shape) => isLibraryType(shape, 'BinaryHeap'),
  parts: (value) => vecParts(path(value, 'data')),
});

/** A ring: until 1.66 from `tail` to `head` in a buffer of a power of two, since then `len` elements from `head` on. */
export const rustVecDeque = sequenceRow({
  name: 'Rust VecDeque',
  matches: (shape) => isLibraryType(shape, 'VecDeque'),
  async parts(value) {
    const buffer = path(value, 'buf');
    const capacity = await path(memberNamed(buffer, 'inner') ?? buffer, 'cap').number();
    const length = await memberNamed(value, 'len')?.number();
    const head = await path(value, 'head').number();
    const first = length === undefined ? await path(value, 'tail').number() : head;
    const count = length ?? (capacity === 0 ? head - first : (head - first + capacity) % capacity);
    const elements = await elementsFrom(addressIn(buffer), count && Math.max(capacity, 1), typeParameter(value, 'T'));
    // Elements without a size need no buffer: its capacity is 0 then.
    return sequence(Math.max(count, 0), async (index) => (await elements.part(capacity === 0 ? 0 : (first + index) % capacity)).value);
  },
});

export const rustLinkedList = sequenceRow({
  name: 'Rust LinkedList',
  matches: (shape) => isLibraryType(shape, 'LinkedList'),
  async parts(value) {
    const nodes = new Walked(nodesFrom(path(value, 'head')));
    return sequence(await path(value, 'len').number(), (index) => nodes.at(index));
  },
});

async function* nodesFrom(head: Value): AsyncGenerator<Value> {
  for (let pointer = addressIn(head); (await pointer.number()) !== 0; ) {
    const node = await (await pointer.pointee()).readAhead();
    yield path(node, 'element');
    pointer = addressIn(path(node, 'next'));
  }
}

async function vecParts(value: Value): Promise<Parts> {
  const vec = vecInside(value);
  return elementsFrom(addressIn(path(vec, 'buf')), await path(vec, 'len').number(), typeParameter(vec, 'T'));
}

/** Since 1.80 the buffer of a Vec points to bytes: the element's type is then the type parameter. */
async function elementsFrom(pointer: Value, count: number, type: TypeInfo | undefined): Promise<Parts> {
  if (count === 0) return sequence(0, () => pointer);
  const first = await pointer.pointee();
  const element = type ? first.as(type) : first;
  const sizeBytes = element.sizeBytes;
  const held = await element.readAhead(count * sizeBytes);
  return sequence(count, (index) => held.offsetBy(index * sizeBytes));
}
