import type { BinaryOperator, UnaryOperator } from './expression';

/** Integers are exact, of any size: an expression is a question about the program, and no part of it that may overflow. */
export type Scalar = bigint | number;

/** Why there is no result; the caller knows where in the expression. */
export class NoResult extends Error {
  override readonly name = 'NoResult';
}

export const isTrue = (value: Scalar): boolean => (typeof value === 'bigint' ? value !== 0n : value !== 0);

export function negate(operator: UnaryOperator, value: Scalar): Scalar | boolean {
  if (operator === '!') return !isTrue(value);
  if (operator === '-') return -value;
  if (typeof value === 'number') throw new NoResult('`~` needs an integer');
  return ~value;
}

/** Everything but `&&` and `||`, which may not need their right side. */
export function combine(operator: BinaryOperator, left: Scalar, right: Scalar): Scalar | boolean {
  const compare = COMPARE[operator];
  if (compare) return compare(left, right);
  if (typeof left === 'bigint' && typeof right === 'bigint') return integers(operator, left, right);
  return floats(operator, Number(left), Number(right));
}

/** JavaScript compares bigints and numbers by their exact values. */
const COMPARE: Partial<Record<BinaryOperator, (left: Scalar, right: Scalar) => boolean>> = {
  '==': isEqual,
  '!=': (left, right) => !isEqual(left, right),
  '<': (left, right) => left < right,
  '<=': (left, right) => left <= right,
  '>': (left, right) => left > right,
  '>=': (left, right) => left >= right,
};

function isEqual(left: Scalar, right: Scalar): boolean {
  return left <= right && left >= right;
}

const MAX_SHIFT = 127n;

function integers(operator: BinaryOperator, left: bigint, right: bigint): bigint {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
    case '%':
      if (right === 0n) throw new NoResult('division by zero');
      return operator === '/' ? left / right : left % right;
    case '&':
      return left & right;
    case '|':
      return left | right;
    case '^':
      return left ^ right;
    case '<<':
    case '>>':
      if (right < 0n || right > MAX_SHIFT) throw new NoResult(`a shift by ${right} has no meaning`);
      return operator === '<<' ? left << right : left >> right;
    default:
      throw new NoResult(`\`${operator}\` is no arithmetic`);
  }
}

function floats(operator: BinaryOperator, left: number, right: number): number {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    case '%':
      return left % right;
    default:
      throw new NoResult(`\`${operator}\` needs integers`);
  }
}
