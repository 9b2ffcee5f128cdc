import { partsOfValue, targetOf, textOf } from './ask-formatters';
import { throughPointers, throughReferences } from './find-member';
import { activeVariant } from './formatters/rust/enums';
import type { Value } from './value';

type Answer = number | boolean | Value;

const COUNTS = new Set(['len', 'size', 'length', 'count']);
const EMPTIES = new Set(['is_empty', 'empty']);
/** What these are called on, or what that stands for, is their answer. */
const TARGETS = new Set(['unwrap', 'value', 'get', 'borrow', 'as_ref', 'lock', 'deref', 'load', 'promise']);
/** Of a text: itself. */
const TEXTS = new Set(['c_str', 'data', 'str', 'as_str', 'what']);
const ENDS: Readonly<Record<string, number>> = { front: 0, first: 0, back: -1, last: -1 };

const VARIANTS: Readonly<Record<string, string>> = { is_some: 'Some', is_none: 'None', is_ok: 'Ok', is_err: 'Err' };

/** Methods of the standard libraries whose answer can be seen without calling them. undefined: it can't. */
export async function answerTo(method: string, object: Value): Promise<Answer | undefined> {
  const value = await throughPointers(object);
  if (COUNTS.has(method)) return countOf(value);
  if (EMPTIES.has(method)) return countOf(value).then((count) => (count === undefined ? undefined : count === 0));
  if (method === 'has_value') return /\boptional</.test(value.shape.name) ? (await targetOf(value)) !== undefined : undefined;
  if (TARGETS.has(method)) return method === 'unwrap' ? unwrapped(value) : targetOf(value);
  if (TEXTS.has(method)) return (await textOf(await throughReferences(value))) ? throughReferences(value) : undefined;
  if (method in ENDS) return elementAtEnd(value, ENDS[method]!);
  const wanted = VARIANTS[method];
  const variants = value.shape.kind === 'struct' ? value.shape.variants?.variants : undefined;
  return wanted && variants?.some(({ name }) => name === wanted) ? (await activeVariant(value)).variant.name === wanted : undefined;
}

async function unwrapped(value: Value): Promise<Value | undefined> {
  if (value.shape.kind !== 'struct' || !value.shape.variants) return targetOf(value);
  const { variant, content } = await activeVariant(value);
  const shape = content.shape;
  const [only] = shape.kind === 'struct' && (variant.name === 'Some' || variant.name === 'Ok') ? shape.members : [];
  return only && content.member(only);
}

async function elementAtEnd(value: Value, index: number): Promise<Value | undefined> {
  const parts = await partsOfValue(await throughReferences(value));
  if (!parts || parts.keyed || parts.count === 0) return undefined;
  const part = await parts.part(index < 0 ? parts.count - 1 : index);
  return /^\[\d+\]$/.test(part.name) ? part.value : undefined;
}

/** Elements, entries, or units of a text; structs have parts, too, and no length. */
async function countOf(value: Value): Promise<number | undefined> {
  const whole = await throughReferences(value);
  const text = await textOf(whole);
  if (text) return text.length;
  const parts = await partsOfValue(whole);
  if (!parts) return undefined;
  const first = parts.count > 0 && !parts.keyed ? (await parts.part(0)).name : '[0]';
  return first === '[0]' ? parts.count : undefined;
}

/** Those that have an answer for this value, as its language calls them. */
export async function methodsAnswered(object: Value): Promise<string[]> {
  const value = await throughPointers(object);
  const isRust = value.context.language === 'rust';
  const names: string[] = [];
  if (!isRust && value.shape.kind !== 'struct') return names;
  if ((await countOf(value)) !== undefined) names.push(...(isRust ? ['len', 'is_empty'] : ['size', 'empty']));
  if (await elementAtEnd(value, 0)) names.push(...(isRust ? ['first', 'last'] : ['front', 'back']));
  const variants = value.shape.kind === 'struct' ? (value.shape.variants?.variants.map(({ name }) => name) ?? []) : [];
  names.push(...Object.keys(VARIANTS).filter((method) => variants.includes(VARIANTS[method]!)), ...(variants.some((name) => name === 'Some' || name === 'Ok') ? ['unwrap'] : []));
  if (/\boptional</.test(value.shape.name)) names.push('has_value', 'value');
  return names;
}
