import type { SourceLanguage } from '../symbols/module-symbols';
import type { BaseType, TypeInfo } from '../symbols/type-info';
import { combine, isTrue, negate, NoResult, type Scalar } from './arithmetic';
import type { BinaryOperator, UnaryOperator } from './expression';
import { BASE_TYPES } from './type-by-name';
import { BitField } from './storage';
import { isSigned, type Value } from './value';

/** A number with the type that its language gives it. */
export interface Operand {
  readonly scalar: Scalar;
  readonly type: BaseType;
  /** Written without a type of its own: in Rust it takes the other side's. */
  readonly isLiteral: boolean;
}

export interface Computed {
  readonly scalar: Scalar | boolean;
  /** undefined: as wide as the number needs. */
  readonly type?: BaseType | undefined;
}

type Arithmetic = (operator: BinaryOperator, left: Operand, right: Operand) => Computed;

const type = (name: string): BaseType => BASE_TYPES.get(name) as BaseType;
const INT = type('int');
/** Rust's. */
const CHARACTER: BaseType = { kind: 'base', name: 'char', sizeBytes: 4, encoding: 'utf' };
const SHIFTS = new Set<BinaryOperator>(['<<', '>>']);
const COMPARISONS = new Set<BinaryOperator>(['==', '!=', '<', '<=', '>', '>=']);

/** The numbers that values are to their language; pointers are addresses. */
export function operandOf(value: Value, scalar: Scalar, isLiteral: boolean): Operand {
  return { scalar, type: numberType(value), isLiteral };
}

/**
 * C and C++ (C17, 6.3.1 and 6.5): small integers are `int`, both sides become the type of the greater rank, and what does
 * not fit wraps around. Signed overflow, which has no meaning there, wraps as the machine does it.
 */
export const computeAsC: Arithmetic = (operator, left, right) => {
  const [one, two] = [promoted(left.type), promoted(right.type)];
  const common = SHIFTS.has(operator) ? one : commonType(one, two);
  const [first, second] = SHIFTS.has(operator) ? [left.scalar, right.scalar] : [inType(left.scalar, common), inType(right.scalar, common)];
  const result = combine(operator, first, second);
  return typeof result === 'boolean' ? { scalar: result } : { scalar: inType(result, common), type: common };
};

/**
 * Rust: both sides are of one type, and a result that does not fit would stop the program. Here it is as wide as it needs
 * to be: an expression asks, and what it asks about may be the overflow. Bits that are shifted out are gone.
 */
export const computeAsRust: Arithmetic = (operator, left, right) => {
  const result = combine(operator, left.scalar, right.scalar);
  if (typeof result === 'boolean' || COMPARISONS.has(operator)) return { scalar: result };
  const common = left.isLiteral && !SHIFTS.has(operator) ? right.type : right.isLiteral || SHIFTS.has(operator) || left.type.sizeBytes! >= right.type.sizeBytes! ? left.type : right.type;
  const isFloat = common.encoding === 'float';
  if (typeof result === 'number') return { scalar: result, type: isFloat ? common : type('f64') };
  if (operator === '<<' && !left.isLiteral) return { scalar: inType(result, common), type: common };
  return isFloat || inType(result, common) !== result || !isInteger(common) ? { scalar: result } : { scalar: result, type: common };
};

/** Numbers of no language are exact. */
export const computeExactly: Arithmetic = (operator, left, right) => ({ scalar: combine(operator, left.scalar, right.scalar) });

export function applyUnary(operator: UnaryOperator, operand: Operand, language: SourceLanguage | undefined): Computed {
  if (language === 'rust' && operator === '!' && isInteger(operand.type)) return { scalar: inType(~(operand.scalar as bigint), operand.type), type: operand.type };
  const scalar = negate(operator, operand.scalar);
  if (typeof scalar === 'boolean') return { scalar };
  if (language === 'rust') return inType(scalar, operand.type) === scalar ? { scalar, type: operand.type } : { scalar };
  if (language !== 'c' && language !== 'cpp') return { scalar };
  const own = promoted(operand.type);
  return { scalar: inType(scalar, own), type: own };
}

export const arithmeticOf = (language: SourceLanguage | undefined): Arithmetic => (language === 'rust' ? computeAsRust : language === 'c' || language === 'cpp' ? computeAsC : computeExactly);

/** The type of a number as written: C's depends on its size (C17, 6.4.4.1), Rust's is `i32` unless something else says more. */
export function literalType(value: bigint, suffix: string, isDecimal: boolean, language: SourceLanguage | undefined): BaseType | undefined {
  if (suffix === "'") return language === 'rust' ? CHARACTER : language === 'c' ? type('int') : language === 'cpp' && value < 128n ? type('char') : undefined;
  if (language === 'rust') return /^[iu]/.test(suffix) ? type(suffix) : value < 1n << 31n ? type('i32') : value < 1n << 63n ? type('i64') : undefined;
  if (language !== 'c' && language !== 'cpp') return undefined;
  const marks = suffix.toLowerCase();
  const unsigned = marks.includes('u');
  const names = [...(marks.includes('l') ? [] : ['int']), ...(marks.includes('ll') ? [] : ['long']), 'long long'];
  const candidates = names.flatMap((name) => [...(unsigned ? [] : [type(name)]), ...(unsigned || !isDecimal ? [type(name === 'int' ? 'unsigned int' : `unsigned ${name}`)] : [])]);
  return candidates.find((each) => inType(value, each) === value);
}

/** What sizes and counts are. */
export const sizeType = (language: SourceLanguage | undefined): BaseType => (language === 'rust' ? type('usize') : language === 'c' || language === 'cpp' ? type('unsigned long') : type('long long'));

const isInteger = ({ encoding }: BaseType): boolean => encoding !== 'float' && encoding !== 'boolean' && encoding !== 'complex-float' && encoding !== 'void' && encoding !== 'utf';

function numberType(value: Value): BaseType {
  const shape = value.shape;
  if (shape.kind === 'base') return value.storage instanceof BitField && value.storage.bits.size < 32 && shape.sizeBytes! <= 4 ? INT : shape;
  const sizeBytes = shape.sizeBytes ?? 4;
  const signed = shape.kind === 'enum' && isSigned(shape);
  if (sizeBytes > 4) return type(signed ? 'long long' : 'unsigned long long');
  return type(signed ? 'int' : 'unsigned int');
}

function promoted(own: BaseType): BaseType {
  if (own.encoding === 'float' || own.encoding === 'complex-float') return own;
  return (own.sizeBytes ?? 4) < 4 ? INT : own;
}

function commonType(left: BaseType, right: BaseType): BaseType {
  const [leftSize, rightSize] = [left.sizeBytes ?? 0, right.sizeBytes ?? 0];
  if (left.encoding === 'float' || right.encoding === 'float') return right.encoding !== 'float' || (left.encoding === 'float' && leftSize >= rightSize) ? left : right;
  if (leftSize !== rightSize) return leftSize > rightSize ? left : right;
  if (isUnsigned(left) !== isUnsigned(right)) return isUnsigned(left) ? left : right;
  return /\blong\b/.test(right.name) ? right : left;
}

const isUnsigned = (own: TypeInfo): boolean => !isSigned(own);

/** What is left of a number in a type. Throws NoResult where it has no values. */
function inType(value: Scalar, own: BaseType): Scalar {
  if (own.encoding === 'float') return own.sizeBytes === 4 ? Math.fround(Number(value)) : Number(value);
  if (own.sizeBytes === null) throw new NoResult(`\`${own.name}\` has no values`);
  if (typeof value === 'number') return value;
  if (own.encoding === 'boolean') return isTrue(value) ? 1n : 0n;
  const bits = own.sizeBytes * 8;
  return isUnsigned(own) ? BigInt.asUintN(bits, value) : BigInt.asIntN(bits, value);
}
