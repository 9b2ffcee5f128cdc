import { DecodeError } from '../base/decode-error';
import { Encoding } from './constants';
import { Op } from './operations';

/** What of a base type counts in an expression. */
export interface BaseTypeShape {
  readonly encoding: number;
  readonly sizeBytes: number;
}

/**
 * An element of the expression stack. Integers are kept signed in `bits`; a constant takes the width of its partner, so
 * that an i64 local stays 64 bits wide beside the generic type, which has the size of an address (DWARF 5, 2.5.1).
 */
export type StackValue =
  | { readonly kind: 'integer'; readonly value: bigint; readonly bits: number; readonly unsigned?: boolean }
  | { readonly kind: 'float'; readonly value: number; readonly sizeBytes: 4 | 8 }
  /** Anything else, v128 above all: little endian. */
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array };

export function generic(value: bigint, bits: number): StackValue {
  return { kind: 'integer', value: BigInt.asIntN(bits, value), bits };
}

/** As an integer, with the sign that its type has. */
export function integerOf(value: StackValue): bigint {
  if (value.kind === 'float') return Number.isFinite(value.value) ? BigInt(Math.trunc(value.value)) : 0n;
  if (value.kind === 'bytes') return littleEndian(value.bytes.subarray(0, 8));
  return value.unsigned ? BigInt.asUintN(value.bits, value.value) : value.value;
}

/** The unsigned number that bytes spell. */
export function littleEndian(bytes: Uint8Array): bigint {
  return bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
}

/** The bytes of an integer, little endian, two's complement. */
export function toLittleEndian(value: bigint, sizeBytes: number): Uint8Array {
  const bytes = new Uint8Array(sizeBytes);
  for (let index = 0, rest = value; index < sizeBytes; index++, rest >>= 8n) bytes[index] = Number(rest & 0xffn);
  return bytes;
}

/** Little endian, cut or sign-extended to `sizeBytes`. */
export function bytesOf(value: StackValue, sizeBytes: number): Uint8Array {
  if (value.kind === 'integer') return toLittleEndian(integerOf(value), sizeBytes);
  const out = new Uint8Array(sizeBytes);
  if (value.kind === 'bytes') out.set(value.bytes.subarray(0, sizeBytes));
  else {
    const view = new DataView(new ArrayBuffer(8));
    if (value.sizeBytes === 4) view.setFloat32(0, value.value, true);
    else view.setFloat64(0, value.value, true);
    out.set(new Uint8Array(view.buffer, 0, Math.min(sizeBytes, value.sizeBytes)));
  }
  return out;
}

/** Bytes seen as a value of a base type; null is the generic type. */
export function fromBytes(bytes: Uint8Array, type: BaseTypeShape | null): StackValue {
  const integer = integerOf({ kind: 'bytes', bytes });
  if (!type) return generic(integer, bytes.length * 8);
  if (type.encoding === Encoding.float && (bytes.length === 4 || bytes.length === 8)) {
    const view = new DataView(bytes.slice().buffer);
    return bytes.length === 4 ? { kind: 'float', value: view.getFloat32(0, true), sizeBytes: 4 } : { kind: 'float', value: view.getFloat64(0, true), sizeBytes: 8 };
  }
  if (bytes.length > 8) return { kind: 'bytes', bytes };
  return integerValue(integer, type);
}

/** DW_OP_convert: the number stays, its type changes (2.5.1.6). */
export function convert(value: StackValue, type: BaseTypeShape | null, addressBits: number): StackValue {
  if (!type) return generic(integerOf(value), addressBits);
  if (type.encoding === Encoding.float) {
    const sizeBytes = type.sizeBytes === 4 ? 4 : 8;
    return { kind: 'float', value: value.kind === 'float' ? value.value : Number(integerOf(value)), sizeBytes };
  }
  // A generic value that becomes a wider type keeps its bits; its sign is that of the type it converts to.
  const source = value.kind === 'integer' && isUnsigned(type) ? BigInt.asUintN(value.bits, value.value) : integerOf(value);
  return integerValue(source, type);
}

function integerValue(value: bigint, type: BaseTypeShape): StackValue {
  const bits = Math.min(Math.max(type.sizeBytes, 1), 16) * 8;
  return { kind: 'integer', value: BigInt.asIntN(bits, value), bits, unsigned: isUnsigned(type) };
}

function isUnsigned({ encoding }: BaseTypeShape): boolean {
  return [Encoding.unsigned, Encoding.unsigned_char, Encoding.boolean, Encoding.address, Encoding.UTF].some((unsigned) => unsigned === encoding);
}

export function unary(code: number, value: StackValue): StackValue {
  if (value.kind === 'float') return { ...value, value: code === Op.abs ? Math.abs(value.value) : -value.value };
  const bits = widthOf(value);
  const number = integerOf(value);
  return like(value, code === Op.not ? ~number : code === Op.neg || number < 0n ? -number : number, bits);
}

const COMPARISONS = new Map<number, (left: bigint | number, right: bigint | number) => boolean>([
  [Op.eq, (left, right) => left === right], [Op.ne, (left, right) => left !== right],
  [Op.ge, (left, right) => left >= right], [Op.gt, (left, right) => left > right],
  [Op.le, (left, right) => left <= right], [Op.lt, (left, right) => left < right],
]);

/** `left` was below `right` on the stack. Throws DecodeError on a division by zero. */
export function binary(code: number, left: StackValue, right: StackValue, offset: number): StackValue {
  const floats = left.kind === 'float' && right.kind === 'float';
  const compare = COMPARISONS.get(code);
  if (compare) return generic(compare(floats ? left.value : integerOf(left), floats ? right.value : integerOf(right)) ? 1n : 0n, 32);
  if (floats) return { ...left, value: floatResult(code, left.value, right.value, offset) };
  const bits = Math.max(widthOf(left), widthOf(right));
  return like(left, integerResult(code, integerOf(left), integerOf(right), bits, offset), bits);
}

function floatResult(code: number, left: number, right: number, offset: number): number {
  switch (code) {
    case Op.plus:
      return left + right;
    case Op.minus:
      return left - right;
    case Op.mul:
      return left * right;
    case Op.div:
      return left / right;
    default:
      throw new DecodeError('expression', offset, 'bits of a floating-point number');
  }
}

function integerResult(code: number, left: bigint, right: bigint, bits: number, offset: number): bigint {
  const shift = BigInt.asUintN(bits, right) >= BigInt(bits) ? BigInt(bits) : right;
  switch (code) {
    case Op.and:
      return left & right;
    case Op.or:
      return left | right;
    case Op.xor:
      return left ^ right;
    case Op.plus:
      return left + right;
    case Op.minus:
      return left - right;
    case Op.mul:
      return left * right;
    case Op.shl:
      return left << shift;
    case Op.shr:
      return BigInt.asUintN(bits, left) >> shift;
    case Op.shra:
      return left >> shift;
    case Op.div:
    case Op.mod:
      if (right === 0n) throw new DecodeError('expression', offset, 'division by zero');
      // Division of generic values is signed, the remainder unsigned (2.5.1.4).
      return code === Op.div ? left / right : BigInt.asUintN(bits, left) % BigInt.asUintN(bits, right);
    default:
      throw new DecodeError('expression', offset, `operation 0x${code.toString(16)} is no arithmetic`);
  }
}

function widthOf(value: StackValue): number {
  return value.kind === 'integer' ? value.bits : 64;
}

function like(value: StackValue, result: bigint, bits: number): StackValue {
  const unsigned = value.kind === 'integer' && value.unsigned === true;
  return { kind: 'integer', value: BigInt.asIntN(bits, result), bits, ...(unsigned ? { unsigned } : {}) };
}
