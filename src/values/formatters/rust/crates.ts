import { strip, type ArrayType, type StructType, type TypeInfo } from '../../../symbols/type-info';
import { Unavailable } from '../../storage';
import { textOfBytes } from '../../text';
import type { Formatter, Parts, Value } from '../../value';
import { mapRow, setRow, type Entries } from '../entries';
import { UnknownLayout, sequence, standIn, textRow } from '../formatter';
import { isStruct, memberNamed, path, plainName } from '../layout';
import { sequenceRow } from '../list';
import { payloadOf, rustEnum } from './enums';
import { addressIn, pointeeOrEmpty, pointerInside } from './pointers';
import { rustVec } from './sequences';

/** Types of widely used crates, by their crate's name and the names of their fields. */

const isOf = (crate: string, ...names: string[]) => (shape: TypeInfo): shape is StructType => isStruct(shape) && shape.name.startsWith(`${crate}::`) && names.includes(plainName(shape));

/** Up to its inline capacity the elements stand in the vector itself, and `capacity` is how many; beyond, in the heap. */
export const smallVec = sequenceRow({
  name: 'smallvec::SmallVec',
  matches: isOf('smallvec', 'SmallVec'),
  async parts(value) {
    const inline = arrayInside(path(value, 'data'));
    const { element, counts: [room] } = inline.shape as ArrayType;
    const capacity = await path(value, 'capacity').number();
    if (capacity <= (room ?? 0)) return elementsAt(inline, element, capacity);
    const heap = heapOf(path(value, 'data'));
    const length = memberNamed(heap, 'len') ?? path(heap, '__1');
    return elementsAt(await pointerInside(heap).pointee(), element, await length.number());
  },
});

/** The `Heap` of the enum; with the feature `union` a member of one. */
function heapOf(data: Value): Value {
  const shape = data.shape as StructType;
  const heap = shape.variants?.variants.find(({ name }) => name === 'Heap');
  const content = heap ? data.member(heap.member) : path(data, 'heap');
  const [only, ...more] = content.shape.kind === 'struct' ? content.shape.members : [];
  return only && more.length === 0 ? content.member(only) : content;
}

/** `arrayvec::ArrayVec` and tinyvec's: an array, and how much of it is in use. */
export const arrayVec = sequenceRow({
  name: 'arrayvec::ArrayVec',
  matches: (shape) => isOf('arrayvec', 'ArrayVec')(shape) || isOf('tinyvec', 'ArrayVec')(shape),
  async parts(value) {
    const array = arrayInside(memberNamed(value, 'xs') ?? path(value, 'data'));
    const { element, counts: [room] } = array.shape as ArrayType;
    const length = await path(value, 'len').number();
    if (length > (room ?? 0)) throw new Unavailable('unreadable: a length beyond its array');
    return elementsAt(array, element, length);
  },
});

export const arrayString = textRow({
  name: 'arrayvec::ArrayString',
  matches: isOf('arrayvec', 'ArrayString'),
  text: async (value) => textOfBytes(arrayInside(path(value, 'xs')), await path(value, 'len').number()),
});

/** Entries in the order of their insertion, beside a table of where they are. */
const indexEntries = async (value: Value): Promise<Entries> => {
  const map = memberNamed(value, 'map') ?? value;
  const entries = await rustVec.parts!(path(map, 'core', 'entries'), { show: unused, showTarget: unused, parts: unused });
  return {
    count: entries!.count,
    async entry(index) {
      const { value: bucket } = await entries!.part(index);
      return { key: path(bucket, 'key'), value: path(bucket, 'value') };
    },
  };
};

const unused = (): never => {
  throw new Error('a Vec shows none of its elements to say which it has');
};

export const indexMap = mapRow({ name: 'indexmap::IndexMap', matches: isOf('indexmap', 'IndexMap') }, indexEntries);
export const indexSet = setRow({ name: 'indexmap::IndexSet', matches: isOf('indexmap', 'IndexSet') }, indexEntries);

/** `Value` is compared and looked into as what it holds. */
export const jsonValue: Formatter = { ...rustEnum, name: 'serde_json::Value', matches: (shape) => isOf('serde_json', 'Value')(shape) && shape.variants !== null, target: payloadOf };

/** Objects and numbers of serde_json, guards of parking_lot: all of them hold one thing. */
export const crateWrapper = standIn({
  name: 'wrapper of a crate',
  matches: (shape) => isOf('serde_json', 'Map', 'Number')(shape) || isOf('tinyvec', 'TinyVec')(shape) || isOf('lock_api', 'MutexGuard', 'RwLockReadGuard', 'RwLockWriteGuard')(shape),
  async target(value) {
    const lock = memberNamed(value, 'mutex') ?? memberNamed(value, 'rwlock');
    if (lock) return path(await addressIn(lock).pointee(), 'data');
    const held = memberNamed(value, 'map') ?? memberNamed(value, 'n') ?? value;
    return (await payloadOf(held)) ?? held;
  },
});

/** once_cell's: empty until they are set; a `Lazy` is the cell, beside what fills it. */
export const onceCell = standIn({
  name: 'once_cell',
  matches: isOf('once_cell', 'OnceCell', 'OnceBox', 'Lazy'),
  async target(value) {
    const cell = memberNamed(value, 'cell') ?? value;
    const inner = memberNamed(cell, '__0') ?? cell;
    const held = await payloadOf(path(memberNamed(inner, 'value') ?? path(inner, 'inner'), 'value'));
    if (!held) throw new Unavailable('not initialised yet');
    return held;
  },
});

/** `b"text\x00"`, as Rust prints them; unfolded by byte. */
export const byteBuffer: Formatter = {
  name: 'bytes::Bytes',
  matches: isOf('bytes', 'Bytes', 'BytesMut'),
  async summary(value) {
    const { start, count } = await bytesOf(value);
    const shown = Math.min(count, MAX_BYTES);
    const bytes = shown > 0 ? await start.storage.read(0, shown) : new Uint8Array();
    return `b"${[...bytes].map(escaped).join('')}"${shown < count ? '…' : ''}`;
  },
  async parts(value) {
    const { start, count } = await bytesOf(value);
    return sequence(count, (index) => start.offsetBy(index));
  },
};

const MAX_BYTES = 256;
const escaped = (byte: number): string => (byte === 0x22 || byte === 0x5c ? `\\${String.fromCharCode(byte)}` : byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`);

async function bytesOf(value: Value): Promise<{ start: Value; count: number }> {
  return { start: await pointeeOrEmpty(addressIn(path(value, 'ptr'))), count: await path(value, 'len').number() };
}

/** Digits of 32 or 64 bits, the least first; `BigInt` keeps its sign beside them. */
export const bigNumber: Formatter = {
  name: 'num_bigint',
  matches: isOf('num_bigint', 'BigInt', 'BigUint'),
  async summary(value, inside) {
    const sign = memberNamed(value, 'sign');
    const digits = await rustVec.parts!(path(value, 'data', ...(sign ? ['data'] : [])), inside);
    if (digits!.count > MAX_DIGITS) return `a number of ${digits!.count} digits`;
    let number = 0n;
    for (let index = digits!.count - 1; index >= 0; index--) {
      const digit = (await digits!.part(index)).value;
      number = (number << BigInt(8 * digit.sizeBytes)) | (await digit.unsigned());
    }
    return `${sign && (await inside.show(sign)) === 'Minus' ? '-' : ''}${number}`;
  },
};

const MAX_DIGITS = 1_024;

export const uuid: Formatter = {
  name: 'uuid::Uuid',
  matches: isOf('uuid', 'Uuid'),
  summary: async (value) => Buffer.from(await value.bytes()).toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'),
};

/** anyhow forgets the type of an error; the function that drops it is an instance for that type. */
export const anyhowError = standIn({
  name: 'anyhow::Error',
  matches: isOf('anyhow', 'Error'),
  async target(value) {
    const pointer = pointerInside(path(value, 'inner'));
    const erased = await pointer.pointee();
    const table = await path(erased, 'vtable').pointee();
    const drop = await value.context.functionInTable?.(await path(table, 'object_drop').number());
    const error = /^anyhow::error::object_drop(?:::)?<(.*)>$/.exec(drop ?? '')?.[1];
    const type = error === undefined ? undefined : await value.context.typeNamed?.(`anyhow::error::ErrorImpl<${error}>`);
    if (!type) throw new UnknownLayout(value.type.name);
    return path(value.placedAt(type, await pointer.number()), '_object');
  },
});

/** The array in wrappers such as `MaybeUninit<[T; N]>`. */
function arrayInside(value: Value, depth = 0): Value {
  const shape = value.shape;
  if (shape.kind === 'array') return value;
  if (shape.kind === 'struct' && depth < MAX_DEPTH) {
    for (const member of [...shape.members, ...(shape.variants?.variants.map(({ member: variant }) => variant) ?? [])]) {
      const inner = strip(member.type).sizeBytes === 0 ? undefined : attempt(() => arrayInside(value.member(member), depth + 1));
      if (inner) return inner;
    }
  }
  throw new UnknownLayout(`no array in ${value.type.name}`);
}

const MAX_DEPTH = 8;

function attempt(find: () => Value): Value | undefined {
  try {
    return find();
  } catch (error) {
    if (!(error instanceof UnknownLayout)) throw error;
    return undefined;
  }
}

async function elementsAt(start: Value, element: TypeInfo, count: number): Promise<Parts> {
  const size = strip(element).sizeBytes;
  if (size === null) throw new UnknownLayout(element.name);
  const first = start.as(element);
  const held = await first.readAhead(count * size);
  return sequence(count, (index) => held.offsetBy(index * size));
}

export const CRATE_FORMATTERS: readonly Formatter[] = [smallVec, arrayVec, arrayString, indexMap, indexSet, jsonValue, crateWrapper, onceCell, byteBuffer, bigNumber, uuid, anyhowError];
