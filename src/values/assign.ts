import { UserError } from '../base/user-error';
import { lastPart } from '../symbols/name-parts';
import { strip, type EnumType, type StructType, type TypeInfo } from '../symbols/type-info';
import { NoResult, type Scalar } from './arithmetic';
import type { Evaluator } from './evaluator';
import { textWrites } from './assign-text';
import { variantMeant, variantWrites } from './assign-variant';
import type { Expression } from './expression';
import { targetsOf, throughReferences } from './find-member';
import { standsForTarget } from './formatters/pointers';
import type { MemoryWrite } from './memory-write';
import { decayed } from './pointer-arithmetic';
import { floatBytes, isSameNumber, isScalarValue } from './scalar';
import { scalarOf } from './scalar-of-value';
import { BitField, Unavailable, bytesOf, renewed, type Storage } from './storage';
import { typeText, typeTextOf } from './type-text';
import { Value, heldValue, isSigned } from './value';

/** What is to be written, in this order, for a variable to have a new value. */
export interface Assignment {
  readonly writes: readonly MemoryWrite[];
  /** The variable, to be read anew. */
  readonly written: Value;
}

/** UserError where the variable can't be set, NoResult where not to this; either with the reason. */
export async function assignment(target: Value, expression: Expression, evaluator: Evaluator): Promise<Assignment> {
  const writes = await writesFor(target, expression, evaluator);
  return { writes, written: new Value(target.type, await renewed(target.storage), target.context) };
}

/** What stands for another value, as references and cells do, is set by setting that. */
async function writesFor(target: Value, expression: Expression, evaluator: Evaluator): Promise<MemoryWrite[]> {
  const places = await placesMeant(target);
  const innermost = places.at(-1)!;
  const variant = await variantMeant(innermost, expression, evaluator);
  if (variant) return variantWrites(innermost, variant, (part, held) => writesFor(part, held, evaluator));
  const value = await valueMeantFor(innermost.type, expression, evaluator);
  const same = places.find((place) => isSameType(place.shape, value.shape) || (place.shape.kind === 'pointer' && value.shape.kind === 'pointer'));
  const text = same && !ownsMemory(same.type) ? undefined : await textWrites(innermost, value);
  if (text) return text;
  const name = typeTextOf(target);
  if (places.length > 1 && innermost.shape.kind === 'pointer' && ownsMemory(target.type)) fail(`a ${name} owns what it points to: unfold it, and set that`);
  const whole = await scalarWrite(same ?? innermost, value);
  if (places.some(({ type }) => isNeverZero(type)) && whole.bytes.every((byte) => byte === 0)) fail(`a ${name} is never 0`);
  return [whole];
}

/** The value and what it stands for, innermost last. Nothing can be done to a reference of C++ itself; another that points nowhere can still be made to. */
async function placesMeant(target: Value): Promise<Value[]> {
  const isReference = target.shape.kind === 'pointer' && target.shape.flavour === 'reference';
  try {
    return (await targetsOf(target)).slice(isReference ? 1 : 0);
  } catch (error) {
    if (!(error instanceof Unavailable) || isReference) throw error;
    return [target];
  }
}

const isNeverZero = (type: TypeInfo): boolean => /^core::num::(?:nonzero::)?NonZero/.test(strip(type).name);

/** Enumerators of the type may be written by name alone. */
export async function valueMeantFor(type: TypeInfo, expression: Expression, evaluator: Evaluator): Promise<Value> {
  const shape = strip(type);
  const name = expression.kind === 'name' && shape.kind === 'enum' ? lastPart(expression.name) : undefined;
  const enumerator = name === undefined ? undefined : (shape as EnumType).enumerators.find((each) => each.name === name);
  return enumerator ? heldValue(type, enumerator.value, evaluator.context) : evaluator.valueOf(expression);
}

async function scalarWrite(target: Value, value: Value): Promise<MemoryWrite> {
  const storage = await renewed(target.storage);
  const field = storage instanceof BitField ? storage : null;
  const place = field?.storage ?? storage;
  if (place.address === null) throw new UserError(whyNotInMemory(target));
  const bytes = await bytesFor(target.type, value, field?.bits.size);
  return { address: place.address, bytes: field ? await withBits(place, field.bits, bytes) : bytes };
}

function whyNotInMemory(target: Value): string {
  const what = target.shape.kind === 'base' || target.shape.kind === 'pointer' ? 'this value' : `this ${typeTextOf(target)}`;
  return `${what} is not in memory (a Wasm local, or the result of an expression), and the engine lets nobody write there; compile with -O0 and variables live in memory`;
}

/** The bytes that a field stands in, with its own bits replaced. */
async function withBits(place: Storage, { offset, size }: BitField['bits'], bytes: Uint8Array): Promise<Uint8Array> {
  const held = (await place.read(0, Math.ceil((offset + size) / 8))).slice();
  for (let bit = 0; bit < size; bit++) {
    const [at, mask] = [(offset + bit) >> 3, 1 << ((offset + bit) & 7)];
    held[at] = (bytes[bit >> 3]! >> (bit & 7)) & 1 ? held[at]! | mask : held[at]! & ~mask;
  }
  return held;
}

/** A value as the bytes of a type, of so many bits. NoResult where it is none of that type. */
export async function bytesFor(type: TypeInfo, given: Value, bits?: number): Promise<Uint8Array> {
  const shape = strip(type);
  const size = shape.sizeBytes ?? 0;
  const value = shape.kind === 'pointer' && !standsForTarget(shape) ? decayed(given) : given;
  if (bits === undefined && isSameType(shape, value.shape)) return copied(type, value);
  const isNumber = shape.kind === 'enum' || shape.kind === 'pointer' || (shape.kind === 'base' && shape.encoding !== 'complex-float');
  const name = typeText(type, given.context.language);
  if (!isNumber) fail(`a ${name} can only be set to another ${name}: unfold it, and set what is in it`);
  if (shape.kind === 'pointer' && value.shape.kind === 'array') fail('this text stands nowhere in the program, so nothing can point to it');
  const scalar = await scalarOf(await throughReferences(value));
  if (shape.kind === 'base' && shape.encoding === 'float') return floatBytes(Number(scalar), size) ?? fail(`a float of ${size} bytes can't be set`);
  return bytesOf(wholeFor(shape, scalar, bits ?? size * 8, given.context.language === 'rust'), size);
}

const isSameType = (one: TypeInfo, two: TypeInfo): boolean => one.kind === two.kind && one.name === two.name && one.sizeBytes === two.sizeBytes;

/** Copied byte by byte, what a value owns would have two owners, and both would free it. */
function copied(type: TypeInfo, value: Value): Promise<Uint8Array> {
  if (ownsMemory(type)) fail(`a ${typeText(type, value.context.language)} is not copied: both would own the same memory. Unfold it, and set what is in it`);
  return value.bytes();
}

const MAX_NESTING = 16;
const LIBRARY = /^(?:std|alloc|core|hashbrown)::/;
/** They point to what is another's. */
const VIEWS = /^(?:std|core)::(?:\w+::)*(?:basic_string_view|span|reference_wrapper|__wrap_iter|Iter)</;

/** Of the types of the standard libraries; others may do with their pointers as they like. */
function ownsMemory(type: TypeInfo, depth = 0): boolean {
  const shape = strip(type);
  if (shape.kind === 'pointer') return /^alloc::boxed::Box</.test(shape.name);
  if (shape.kind !== 'struct' || depth > MAX_NESTING || VIEWS.test(shape.name)) return false;
  return (LIBRARY.test(shape.name) && holdsPointer(shape)) || partsOf(shape).some((part) => ownsMemory(part, depth + 1));
}

function holdsPointer(type: TypeInfo, depth = 0): boolean {
  const shape = strip(type);
  if (shape.kind === 'pointer') return !shape.name.startsWith('&');
  return shape.kind === 'struct' && depth < MAX_NESTING && !shape.name.startsWith('&') && partsOf(shape).some((part) => holdsPointer(part, depth + 1));
}

const partsOf = ({ bases, members, variants }: StructType): TypeInfo[] => [...bases, ...members, ...(variants?.variants.map(({ member }) => member) ?? [])].map(({ type }) => type);

function fail(reason: string): never {
  throw new NoResult(reason);
}

function wholeFor(shape: TypeInfo, scalar: Scalar, bits: number, isRust: boolean): bigint {
  if (typeof scalar === 'number' && !Number.isInteger(scalar)) throw new NoResult(`${scalar} is no whole number, as ${shape.name} needs`);
  const whole = BigInt(scalar);
  const fits = isSigned(shape) ? BigInt.asIntN(bits, whole) === whole : BigInt.asUintN(bits, whole) === whole;
  const isBoolean = shape.kind === 'base' && shape.encoding === 'boolean';
  if (!fits || (isBoolean && whole > 1n)) throw new NoResult(`${scalar} does not fit in ${shape.name}${shape.kind === 'base' && bits < 8 * shape.sizeBytes! ? ` of ${bits} bits` : ''}`);
  if (isRust) requireValid(shape, whole);
  return whole;
}

/** What Rust's compiler takes for granted, and optimises on (The Rust Reference, "Behavior considered undefined"). */
function requireValid(shape: TypeInfo, whole: bigint): void {
  if (shape.kind === 'base' && shape.encoding === 'utf' && !isScalarValue(Number(whole))) throw new NoResult(`0x${whole.toString(16)} is no char`);
  if (shape.kind === 'enum' && !shape.enumerators.some(({ value }) => isSameNumber(value, whole, shape.sizeBytes ?? 0))) throw new NoResult(`${whole} is no ${shape.name}: it is one of ${shape.enumerators.map(({ name }) => name).join(', ')}`);
  if (shape.kind === 'pointer' && whole === 0n && standsForTarget(shape)) throw new NoResult(`a ${shape.name} is never null`);
}
