import { decodeUtf8 } from '../base/byte-cursor';
import { LIMITS } from '../base/limits';
import type { SourceLanguage } from '../symbols/module-symbols';
import { strip, type TypeInfo } from '../symbols/type-info';
import { partsOfValue, summaryOf, textOf } from './ask-formatters';
import type { Evaluator } from './evaluator';
import type { Expression } from './expression';
import { throughReferences } from './find-member';
import { sequence } from './formatters/formatter';
import { standsForTarget } from './formatters/pointers';
import { payloadOf } from './formatters/rust/enums';
import { textValue } from './results';
import { quoteCharacter } from './text';
import { typeTextOf } from './type-text';
import type { Parts, Value } from './value';

type Index = Extract<Expression, { kind: 'index' }>;
type Range = Extract<Expression, { kind: 'range' }>;

/** `object[index]`: of arrays, pointers, containers by position or key, texts; a range of them is an array. */
export async function elementAt(evaluator: Evaluator, object: Value, expression: Index): Promise<Value> {
  const shape = object.shape;
  const container = await containerIn(object);
  if (expression.index.kind === 'range') return slice(evaluator, container, expression.index);
  const integer = (): Promise<number> => integerOf(evaluator, expression.index);
  if (container.shape.kind === 'pointer' && !standsForTarget(container.shape)) return container.pointee(await integer());
  if (shape.kind === 'array' && shape.counts[0] === null) return object.element(await integer());
  const parts = (await partsOfValue(container)) ?? (await unitsOf(container));
  if (parts?.keyed) return entry(evaluator, parts, expression.index);
  const index = await integer();
  const first = parts && parts.count > 0 ? await parts.part(0) : undefined;
  if (!parts || (first && first.name !== '[0]')) throw evaluator.error(`\`${typeTextOf(container)}\` has no elements`, expression);
  if (index < 0 || index >= parts.count) throw evaluator.error(`index ${index} is out of range: there are ${parts.count} elements`, expression.index);
  return (await parts.part(index)).value;
}

/** What it stands for; of a `Some` and the like, what that holds. */
async function containerIn(object: Value): Promise<Value> {
  const value = await throughReferences(object);
  const payload = await payloadOf(value);
  return payload ? containerIn(payload) : value;
}

/** Elements that stand one behind another, as an array of them. */
async function slice(evaluator: Evaluator, container: Value, range: Range): Promise<Value> {
  const flexible = container.shape.kind === 'array' && container.shape.counts[0] === null;
  const pointer = flexible || (container.shape.kind === 'pointer' && !standsForTarget(container.shape));
  const elements = pointer ? null : await partsOfValue(container);
  const parts = elements ?? (pointer ? null : await unitsOf(container));
  const isText = parts !== null && elements === null;
  const { language } = evaluator.context;
  if (!pointer && (!parts || parts.keyed)) throw evaluator.error(`\`${typeTextOf(container)}\` has no elements`, range);
  const from = range.from ? await integerOf(evaluator, range.from) : 0;
  if (!range.to && !parts) throw evaluator.error(`${flexible ? 'a flexible array' : 'a pointer'} does not say where the end is`, range);
  const to = range.to ? (await integerOf(evaluator, range.to)) + (range.inclusive ? 1 : 0) : parts!.count;
  if (!(from <= to) || (parts && (from < 0 || to > parts.count))) throw evaluator.error(`the range is not within ${parts?.count ?? 'any'} elements`, range);
  const count = to - from;
  const at = async (index: number): Promise<Value> => (parts ? (await parts.part(index)).value : flexible ? container.element(index) : container.pointee(index));
  if (count === 0) return (parts ? container : await at(from)).as(arrayType(!parts && container.shape.kind === 'pointer' ? container.shape.target : container.type, 0, language));
  const [first, last] = [await at(from), await at(to - 1)];
  const size = first.sizeBytes;
  if (parts && first.address !== null && last.address !== first.address + (count - 1) * size) throw evaluator.error('these elements do not stand one behind another', range);
  if (isText && size === 1) return textValue(decodeUtf8(await first.storage.read(0, count)), evaluator.context);
  return first.as(arrayType(first.type, count, language));
}

/** Of a map: keys are compared by what is shown of them. */
async function entry(evaluator: Evaluator, parts: Parts, key: Expression): Promise<Value> {
  const names = await shownKeys(evaluator, key);
  const searched = Math.min(parts.count, LIMITS.values.searchedKeys);
  for (let index = 0; index < searched; index++) {
    const part = await parts.part(index);
    if (names.includes(part.name)) return part.value;
  }
  throw evaluator.error(searched < parts.count ? `not among the first ${searched} keys` : 'there is no such key', key);
}

/** `'x'` is a number here, and a letter there; an enumerator's name is none of a variable. */
async function shownKeys(evaluator: Evaluator, key: Expression): Promise<string[]> {
  if (key.kind === 'name' && (await evaluator.isUnknown(key.name))) return [`[${key.name.slice(key.name.lastIndexOf(':') + 1)}]`];
  const shown = await summaryOf(await throughReferences(await evaluator.valueOf(key)));
  return [`[${shown}]`, ...(key.kind === 'integer' && key.value <= 0x10ffffn ? [`[${quoteCharacter(Number(key.value))}]`, `[${key.value}]`, `[${key.value} ${quoteCharacter(Number(key.value))}]`] : [])];
}

async function integerOf(evaluator: Evaluator, expression: Expression): Promise<number> {
  const { scalar } = await evaluator.operand(expression);
  if (typeof scalar !== 'bigint') throw evaluator.error('an index must be an integer', expression);
  return Number(scalar);
}

/** Bytes of a text, or units of a wide one. */
async function unitsOf(value: Value): Promise<Parts | null> {
  const text = await textOf(value);
  const { start, length } = text ?? {};
  return start && length !== undefined ? sequence(length, (index) => start.offsetBy(index * start.sizeBytes)) : null;
}

function arrayType(element: TypeInfo, count: number, language: SourceLanguage | undefined): TypeInfo {
  return { kind: 'array', name: language === 'rust' ? `[${element.name}; ${count}]` : `${element.name}[${count}]`, sizeBytes: count * (strip(element).sizeBytes ?? 0), element, counts: [count] };
}
