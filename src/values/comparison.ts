import type { Evaluator } from './evaluator';
import type { BinaryOperator, Expression } from './expression';
import { textOf } from './ask-formatters';
import { throughReferences } from './find-member';
import { activeVariant } from './formatters/rust/enums';
import { isSameNumber } from './scalar';
import { isAddress } from './scalar-of-value';
import { typeTextOf } from './type-text';
import { arithmeticOf } from './typed-arithmetic';
import type { Value } from './value';

type Binary = Extract<Expression, { kind: 'binary' }>;
type Name = Extract<Expression, { kind: 'name' }>;

const ORDERS: Partial<Record<BinaryOperator, (order: number) => boolean>> = { '<': (order) => order < 0, '<=': (order) => order <= 0, '>': (order) => order > 0, '>=': (order) => order >= 0 };

export const isOrder = (operator: BinaryOperator): boolean => ORDERS[operator] !== undefined;

/** Numbers by value, text by what it says, enumerations and Rust's variants also by name. */
export async function isEqual(evaluator: Evaluator, { left, right }: Binary): Promise<boolean> {
  for (const [named, other] of [[left, right], [right, left]] as const) {
    const same = named.kind === 'name' && (await evaluator.isUnknown(named.name)) ? await isNamed(evaluator, await evaluator.at(other, async () => throughReferences(await evaluator.valueOf(other))), named) : undefined;
    if (same !== undefined) return same;
  }
  const [one, two] = [await evaluator.valueOf(left), await evaluator.valueOf(right)];
  const [oneText, twoText] = [await wordsOf(evaluator, one, left), await wordsOf(evaluator, two, right)];
  const isText = left.kind === 'text' || right.kind === 'text' || (oneText !== undefined && twoText !== undefined && !(isAddress(one) && isAddress(two)));
  if (isText) {
    for (const [words, value, at] of [[oneText, one, left], [twoText, two, right]] as const) if (words === undefined && value.shape.kind !== 'pointer') throw evaluator.error(`\`${typeTextOf(value)}\` is no text`, at);
    return oneText !== undefined && oneText === twoText;
  }
  return arithmeticOf(evaluator.context.language)('==', await evaluator.operand(left, one), await evaluator.operand(right, two)).scalar === true;
}

/** Whether one text comes before another, by the codes of their characters; undefined where not both are text. */
export async function textOrder(evaluator: Evaluator, { operator, left, right }: Binary, one: Value, two: Value): Promise<boolean | undefined> {
  const order = ORDERS[operator];
  if (!order || (isAddress(one) && isAddress(two)) || one.shape.kind === 'base' || two.shape.kind === 'base') return undefined;
  const [oneText, twoText] = [await wordsOf(evaluator, one, left), await wordsOf(evaluator, two, right)];
  return oneText === undefined || twoText === undefined ? undefined : order(compareTexts(oneText, twoText));
}

/** undefined: no value of this type has such a name. */
async function isNamed(evaluator: Evaluator, value: Value, named: Name): Promise<boolean | undefined> {
  const last = named.name.slice(named.name.lastIndexOf(':') + 1);
  const shape = value.shape;
  const names = shape.kind === 'enum' ? shape.enumerators : shape.kind === 'struct' ? (shape.variants?.variants ?? []) : [];
  if (!names.some((each) => each.name === last)) return undefined;
  if (shape.kind === 'struct') return (await activeVariant(value)).variant.name === last;
  const meant = shape.kind === 'enum' ? shape.enumerators.find((each) => each.name === last) : undefined;
  return meant !== undefined && isSameNumber(meant.value, await evaluator.at(named, () => value.unsigned()), value.sizeBytes);
}

/** Text longer than is shown is compared by what is shown of it. A null pointer says nothing. */
async function wordsOf(evaluator: Evaluator, value: Value, at: Expression): Promise<string | undefined> {
  return evaluator.at(at, async () => {
    const target = await throughReferences(value);
    if (target.shape.kind === 'pointer' && (await target.number()) === 0) return undefined;
    return (await textOf(target))?.text;
  });
}

/** As UTF-8 and UTF-32 order them. Below zero: the left one comes first. */
function compareTexts(one: string, two: string): number {
  const [left, right] = [[...one], [...two]];
  const at = left.findIndex((character, index) => character !== right[index]);
  return at < 0 ? left.length - right.length : left[at]!.codePointAt(0)! - (right[at]?.codePointAt(0) ?? -1);
}
