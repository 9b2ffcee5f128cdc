import { strip, type PointerType, type TypeInfo } from '../../symbols/type-info';
import { Unavailable } from '../storage';
import { dynamicPointee, typeInfoName, virtualTableOf } from '../dynamic-type';
import { quoteText, textOfCString, textOfWideCString } from '../text';
import { typeText } from '../type-text';
import type { Formatter, Inside, Parts, Text, Value } from '../value';
import { characterBytes } from './characters';
import { partsOf } from './formatter';

const isPointer = (shape: TypeInfo): shape is PointerType => shape.kind === 'pointer' && shape.flavour !== 'member';

/** C++ references, Rust's `&T` and `Box<T>`: read as the value that they stand for. */
export const standsForTarget = (shape: PointerType): boolean => shape.flavour !== 'pointer' || /^&|^alloc::boxed::Box</.test(shape.name);

const hasNoTarget = (type: TypeInfo): boolean => {
  const target = strip(type);
  return target.kind === 'unknown' || (target.kind === 'base' && target.encoding === 'void') || (target.sizeBytes === null && virtualTableOf(target) === undefined);
};

/** A function pointer holds a slot of the indirect function table (WebAssembly C ABI). */
export const functionPointer: Formatter = {
  name: 'function pointer',
  matches: (shape) => isPointer(shape) && strip(shape.target).kind === 'function',
  async summary(value) {
    const slot = await value.number();
    if (slot === 0) return 'null';
    return functionText(value, slot);
  },
};

export const characterPointer: Formatter = {
  name: 'C string',
  matches: (shape) => isPointer(shape) && characterBytes(shape.target) !== undefined,
  async summary(value) {
    const address = await value.number();
    return address === 0 ? 'null' : `${hex(address)} ${await orWhy(async () => quoteText(await pointedText(value)))}`;
  },
  text: pointedText,
  parts: dereferenced,
};

async function pointedText(value: Value): Promise<Text> {
  const unitBytes = characterBytes((value.shape as PointerType).target)!;
  const start = await value.pointee();
  return unitBytes === 1 ? textOfCString(start) : textOfWideCString(start, unitBytes);
}

/** `std::type_info`, which is declared and nowhere described: the name of the type. */
export const typeInfoPointer: Formatter = {
  name: 'pointer to type_info',
  matches: (shape) => isPointer(shape) && /^std::(?:__\w+::)?type_info$/.test(strip(shape.target).name),
  async summary(value) {
    const address = await value.number();
    if (address === 0) return 'null';
    const name = await typeInfoName(value.placedAt(value.type, address), value.sizeBytes);
    return name === undefined ? hex(address) : `typeid(${typeText({ kind: 'unknown', name, sizeBytes: null })})`;
  },
};

export const pointer: Formatter = {
  name: 'pointer',
  matches: isPointer,
  async summary(value, inside) {
    const shape = value.shape as PointerType;
    const address = await value.number();
    if (address === 0) return 'null';
    if (hasNoTarget(shape.target)) return hex(address);
    const target = await dynamicPointee(value);
    const name = strip(target.type).name === strip(shape.target).name ? '' : `${typeText(target.type)} `;
    return standsForTarget(shape) ? `${name}${await inside.showTarget(target)}` : `${hex(address)} → ${name}${await inside.show(target)}`;
  },
  parts: dereferenced,
  target: (value) => (standsForTarget(value.shape as PointerType) ? dynamicPointee(value) : Promise.resolve(undefined)),
};

/**
 * Pointers to data members are offsets. Pointers to member functions are a slot of the function table and an adjustment of
 * `this`; of virtual functions an offset into the virtual table instead, marked by the adjustment's lowest bit, as on ARM
 * (Itanium C++ ABI, 2.3).
 */
export const memberPointer: Formatter = {
  name: 'pointer to member',
  matches: (shape) => shape.kind === 'pointer',
  async summary(value) {
    const shape = value.shape as PointerType;
    const bytes = await value.bytes();
    const words = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const first = words.getInt32(0, true);
    if (strip(shape.target).kind !== 'function') return first === -1 ? 'null' : `offset ${first}`;
    const adjustment = bytes.length >= 8 ? words.getInt32(4, true) : 0;
    if ((adjustment & 1) === 1) return `virtual function ${first / 4}`;
    return first === 0 ? 'null' : functionText(value, first);
  },
};

async function functionText(value: Value, slot: number): Promise<string> {
  const name = await value.context.functionInTable?.(slot);
  return name === undefined ? `function[${slot}]` : `function[${slot}] ${name}`;
}

/** What the target consists of appears at once below its pointer; a target without parts as one part, named as one would write it. */
async function dereferenced(value: Value, inside: Inside): Promise<Parts | null> {
  const shape = value.shape as PointerType;
  if ((await value.number()) === 0 || hasNoTarget(shape.target)) return null;
  const target = await dynamicPointee(value);
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
