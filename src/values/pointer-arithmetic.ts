import { strip, type PointerType, type TypeInfo } from '../symbols/type-info';
import type { Evaluator } from './evaluator';
import type { Expression } from './expression';
import { throughReferences } from './find-member';
import { standsForTarget } from './formatters/pointers';
import { pointerTo } from './type-by-name';
import { elementOf, heldValue, type Value } from './value';

/** The distance between two pointers, in elements. */
const DISTANCE: TypeInfo = { kind: 'base', name: 'int', sizeBytes: 4, encoding: 'signed' };

/** `p + n`, `p - n`, `p - q`: pointers move by elements, as in C. undefined where neither side is a pointer to something. */
export async function movedPointer(evaluator: Evaluator, { operator, left, right }: Extract<Expression, { kind: 'binary' }>, first: Value, second: Value): Promise<Value | undefined> {
  const [one, two] = [decayed(await throughReferences(first)), decayed(await throughReferences(second))];
  const [pointer, other] = isMovable(one) ? [one, two] : operator === '+' ? [two, one] : [];
  if (!pointer || !isMovable(pointer)) return undefined;
  const size = BigInt(strip(pointer.shape.target).sizeBytes ?? 1) || 1n;
  if (operator === '-' && isMovable(other!)) return heldValue(DISTANCE, ((await pointer.unsigned()) - (await other.unsigned())) / size, evaluator.context);
  const { scalar: count } = await evaluator.operand(pointer === one ? right : left, other);
  if (typeof count !== 'bigint') throw evaluator.error('a pointer moves by whole elements', right);
  return heldValue(pointer.type, (await pointer.unsigned()) + (operator === '+' ? count : -count) * size, evaluator.context);
}

/** C's arrays are pointers to their first elements wherever one computes with them. */
export function decayed(value: Value): Value {
  const shape = value.shape;
  if (shape.kind !== 'array' || value.address === null) return value;
  const { type } = elementOf(shape);
  return heldValue(pointerTo(type), BigInt(value.address), value.context);
}

const isMovable = (value: Value): value is Value & { readonly shape: PointerType } => value.shape.kind === 'pointer' && !standsForTarget(value.shape);
