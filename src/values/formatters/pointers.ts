import { strip, type PointerType, type TypeInfo } from '../../symbols/type-info';
import { Unavailable } from '../storage';
import { quoteText, textOfCString } from '../text';
import type { Formatter, Inside, Parts, Value } from '../value';
import { partsOf } from './formatter';

const isPointer = (shape: TypeInfo): shape is PointerType => shape.kind === 'pointer' && shape.flavour !== 'member';

/** C++ references, Rust's `&T` and `Box<T>`: read as the value that they stand for. */
export const standsForTarget = (shape: PointerType): boolean => shape.flavour !== 'pointer' || /^&|^alloc::boxed::Box</.test(shape.name);

const hasNoTarget = (type: TypeInfo): boolean => {
  const target = strip(type);
  return target.kind === 'unknown' || (target.kind === 'base' && target.encoding === 'void') || target.sizeBytes === null;
};

const isCharacter = (type: TypeInfo): boolean => {
  const target = strip(type);
  return target.kind === 'base' && target.encoding === 'signed-char' && target.sizeBytes === 1 && !standsLikeNumber(type);
};

/** `int8_t` is a character to DWARF and a number to who wrote it. */
const standsLikeNumber = (type: TypeInfo): boolean => type.kind === 'typedef' && /int8/.test(type.name);

/** A function pointer holds a slot of the indirect function table (WebAssembly C ABI). */
export const functionPointer: Formatter = {
  name: 'function pointer',
  matches: (shape) => isPointer(shape) && strip(shape.target).kind === 'function',
  async summary(value) {
    const slot = await value.number();
    if (slot === 0) return 'null';
    const name = await value.context.functionInTable?.(slot);
    return name === undefined ? `function[${slot}]` : `function[${slot}] ${name}`;
  },
};

export const characterPointer: Formatter = {
  name: 'C string',
  matches: (shape) => isPointer(shape) && isCharacter(shape.target),
  async summary(value) {
    const address = await value.number();
    return address === 0 ? 'null' : `${hex(address)} ${await orWhy(async () => quoteText(await textOfCString(await value.pointee())))}`;
  },
  text: async (value) => textOfCString(await value.pointee()),
  parts: dereferenced,
};

export const pointer: Formatter = {
  name: 'pointer',
  matches: isPointer,
  async summary(value, inside) {
    const shape = value.shape as PointerType;
    const address = await value.number();
    if (address === 0) return 'null';
    if (hasNoTarget(shape.target)) return hex(address);
    const target = await value.pointee();
    return standsForTarget(shape) ? inside.showTarget(target) : `${hex(address)} → ${await inside.show(target)}`;
  },
  parts: dereferenced,
  target: (value) => (standsForTarget(value.shape as PointerType) ? value.pointee() : Promise.resolve(undefined)),
};

/** Pointers to data members are offsets, to member functions slots with an adjustment (Itanium C++ ABI, 2.3). */
export const memberPointer: Formatter = {
  name: 'pointer to member',
  matches: (shape) => shape.kind === 'pointer',
  async summary(value) {
    const bytes = await value.bytes();
    const offset = new DataView(bytes.buffer, bytes.byteOffset).getInt32(0, true);
    return bytes.length > 4 ? `function[${offset}]` : offset === -1 ? 'null' : `offset ${offset}`;
  },
};

/** What the target consists of appears at once below its pointer; a target without parts as one part, named as one would write it. */
async function dereferenced(value: Value, inside: Inside): Promise<Parts | null> {
  const shape = value.shape as PointerType;
  if ((await value.number()) === 0 || hasNoTarget(shape.target)) return null;
  const target = await value.pointee();
  const members = strip(shape.target).kind === 'pointer' ? null : await inside.parts(await target.readAhead());
  return members ?? partsOf([{ name: '*', value: target }]);
}

const hex = (address: number): string => `0x${address.toString(16)}`;

async function orWhy(text: () => Promise<string>): Promise<string> {
  try {
    return await text();
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    return `<${error.message}>`;
  }
}
