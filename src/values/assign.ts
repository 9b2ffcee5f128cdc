import { UserError } from '../base/user-error';
import type { TypeInfo } from '../symbols/type-info';
import type { MemoryAddress } from '../base/offsets';
import type { Scalar } from './arithmetic';
import { floatBytes } from './scalar';
import { isAddress, scalarOf } from './scalar-of-value';
import { bytesOf } from './storage';
import { isSigned, type Value } from './value';

/** What is to be written where, for a variable to have a new value. */
export interface Assignment {
  readonly address: MemoryAddress;
  readonly bytes: Uint8Array;
}

/** UserError with the reason where the variable can't be set, or not to this. */
export async function assignment(target: Value, value: Value): Promise<Assignment> {
  if (target.address === null) throw new UserError(whyNotInMemory(target));
  return { address: target.address, bytes: await bytesFor(target, value) };
}

function whyNotInMemory(target: Value): string {
  const what = target.shape.kind === 'base' || target.shape.kind === 'pointer' ? 'this value' : `this ${target.type.name}`;
  return `${what} is not in memory (a Wasm local, or bits of a word), and the engine lets nobody write there; compile with -O0 and variables live in memory`;
}

async function bytesFor(target: Value, value: Value): Promise<Uint8Array> {
  const shape = target.shape;
  const size = target.sizeBytes;
  if (shape.kind === value.shape.kind && shape.name === value.shape.name && value.shape.sizeBytes === size) return value.bytes();
  if (shape.kind !== 'base' && shape.kind !== 'enum' && !isAddress(target)) throw new UserError(`a ${target.type.name} can only be set to another ${target.type.name}: unfold it, and set what is in it`);
  const scalar = await scalarOf(value);
  if (shape.kind === 'base' && shape.encoding === 'float') return floatBytes(Number(scalar), size) ?? fail(`a float of ${size} bytes can't be set`);
  return integerBytes(shape, scalar, size);
}

function fail(reason: string): never {
  throw new UserError(reason);
}

function integerBytes(shape: TypeInfo, scalar: Scalar, size: number): Uint8Array {
  if (typeof scalar !== 'bigint') throw new UserError(`${scalar} is no whole number, as ${shape.name} needs`);
  const bits = size * 8;
  const fits = isSigned(shape) ? BigInt.asIntN(bits, scalar) === scalar : BigInt.asUintN(bits, scalar) === scalar;
  const isBoolean = shape.kind === 'base' && shape.encoding === 'boolean';
  if (!fits || (isBoolean && scalar > 1n)) throw new UserError(`${scalar} does not fit in ${shape.name}`);
  return bytesOf(scalar, size);
}
