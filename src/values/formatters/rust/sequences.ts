import { strip, type ArrayType, type PointerType, type StructType, type TypeInfo } from '../../../symbols/type-info';
import type { Parts, Value } from '../../value';
import { UnknownLayout, sequence, standIn } from '../formatter';
import { isStruct, memberNamed, path, typeParameter } from '../layout';
import { sequenceRow } from '../list';
import { addressIn, isLibraryType, isSlicePointer, pointeeName, vecInside } from './pointers';
import { Walked } from '../walked';

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

/** What a loop still has before it: the elements from `ptr` to the end, which of elements without a size holds their number. */
export const rustIterator = sequenceRow({
  name: 'Rust iterator',
  matches: (shape) => isStruct(shape) && /^(?:core::slice::iter::Iter(?:Mut)?|alloc::vec::into_iter::IntoIter)</.test(shape.name),
  async parts(value) {
    const pointer = addressIn(path(value, 'ptr'));
    const end = addressIn(memberNamed(value, 'end_or_len') ?? path(value, 'end'));
    const distance = (await end.number()) - (await pointer.number());
    const size = strip((pointer.shape as PointerType).target).sizeBytes ?? 0;
    const count = size > 0 ? Math.floor(distance / size) : memberNamed(value, 'end_or_len') ? await end.number() : distance;
    return elementsFrom(pointer, Math.max(count, 0), undefined);
  },
});

/** A pointer to a struct whose last field has no fixed size: as many elements as the pointer says. */
export const rustUnsized = standIn({
  name: 'Rust unsized struct',
  matches: (shape) => isSlicePointer(shape) && /^[\w:]+(?:<.*>)?$/.test(pointeeName(shape.name)),
  async target(value) {
    const target = await path(value, 'data_ptr').pointee();
    const shape = target.shape;
    const last = shape.kind === 'struct' ? shape.members.at(-1) : undefined;
    if (shape.kind !== 'struct' || !last) throw new UnknownLayout(value.type.name);
    const count = await path(value, 'length').number();
    const tail: ArrayType = { kind: 'array', name: `[${last.type.name}; ${count}]`, sizeBytes: count * (strip(last.type).sizeBytes ?? 0), element: last.type, counts: [count] };
    const known = { name: target.type.name, flavour: shape.flavour, bases: shape.bases, variants: null, typeParameters: shape.typeParameters };
    const type: StructType = { kind: 'struct', ...known, sizeBytes: last.offsetBytes + tail.sizeBytes!, members: [...shape.members.slice(0, -1), { ...last, type: tail }] };
    return target.as(type);
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
