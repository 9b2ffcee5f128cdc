import { LIMITS } from '../base/limits';
import type { MemoryAddress } from '../base/offsets';
import type { FrameState, Variable } from '../symbols/variable';
import { partsOfValue, summaryOf, why } from './ask-formatters';
import { pointedAddress } from './pointed-address';
import { Unavailable } from './storage';
import { typeText, typeTextOf } from './type-text';
import { valueOfVariable, type Parts, type Value, type ValueContext } from './value';

/** A value as a front end shows it. Children are read when asked for; at most LIMITS.values.children at a time. */
export interface ValueNode {
  readonly name: string;
  /** As one would write it in the program. */
  readonly type: string;
  /** One line; `<optimised out>` or `<unreadable: why>` where there is no value. */
  readonly summary: string;
  /** Absent where nothing unfolds. Never rejects: a child that can't be read says so itself. */
  readonly children?: (page?: Page) => Promise<readonly ValueNode[]>;
  /** How many elements there are, where they are numbered and more than a page. */
  readonly elementCount?: number;
  /** In linear memory, for hex views: of a pointer what it points to, of all else the value itself. */
  readonly memoryAddress?: MemoryAddress;
  /** The place that is shown, for setting it; absent where the summary is why there is none. */
  readonly place?: Value;
}

/** Some of the children, by number. Without one, many come in groups. */
export interface Page {
  readonly start: number;
  readonly count: number;
}

/** A variable of a stopped frame. Never rejects: what goes wrong is this variable's summary. */
export async function displayVariable(variable: Variable, frame: FrameState, context: ValueContext = frame): Promise<ValueNode> {
  try {
    return await displayValue(variable.name, await valueOfVariable(variable, frame, context));
  } catch (error) {
    return { name: variable.name, type: typeText(variable.type, context.language), summary: why(error) };
  }
}

/** Never rejects. */
export async function displayValue(name: string, place: Value): Promise<ValueNode> {
  const declared = { name, type: typeTextOf(place), place };
  try {
    const value = await place.readAhead();
    const common = { ...declared, ...inMemory((await pointedAddress(value)) ?? place.address) };
    const parts = await partsOfValue(value).catch(unavailableAs(null));
    const summary = clip(await summaryOf(value));
    if (!parts || parts.count === 0) return { ...common, summary };
    const children = (page?: Page): Promise<ValueNode[]> => (page ? pageOf(parts, page) : childrenOf(parts, 0, parts.count));
    return { ...common, summary, children, ...(parts.count > LIMITS.values.children ? { elementCount: parts.count } : {}) };
  } catch (error) {
    return { ...declared, ...inMemory(place.address), summary: why(error) };
  }
}

function pageOf(parts: Parts, { start, count }: Page): Promise<ValueNode[]> {
  const from = Math.min(Math.max(0, start), parts.count);
  const to = Math.min(from + Math.max(0, count), parts.count, from + LIMITS.values.pagedChildren);
  return Promise.all(Array.from({ length: to - from }, (_, index) => child(parts, from + index)));
}

/** Parts `[from, to)`; more than a page of them in groups, so that no level has more than a page. */
async function childrenOf(parts: Parts, from: number, to: number): Promise<ValueNode[]> {
  const page = LIMITS.values.children;
  if (to - from <= page) return Promise.all(Array.from({ length: to - from }, (_, index) => child(parts, from + index)));
  let groupSize = page;
  while (groupSize * page < to - from) groupSize *= page;
  const groups: ValueNode[] = [];
  for (let start = from; start < to; start += groupSize) {
    const end = Math.min(start + groupSize, to);
    groups.push({ name: `[${start} … ${end - 1}]`, type: '', summary: `${end - start} elements`, children: () => childrenOf(parts, start, end) });
  }
  return groups;
}

async function child(parts: Parts, index: number): Promise<ValueNode> {
  try {
    const { name, value } = await parts.part(index);
    return await displayValue(name, value);
  } catch (error) {
    return { name: parts.nameOf?.(index) ?? `[${index}]`, type: '', summary: why(error) };
  }
}

function inMemory(address: MemoryAddress | null): Pick<ValueNode, 'memoryAddress'> {
  return address === null ? {} : { memoryAddress: address };
}

function unavailableAs<Result>(fallback: Result): (error: unknown) => Result {
  return (error) => {
    if (!(error instanceof Unavailable)) throw error;
    return fallback;
  };
}

function clip(text: string): string {
  const limit = LIMITS.values.stringBytes;
  return text.length > limit ? `${text.slice(0, limit)}…` : text;
}
