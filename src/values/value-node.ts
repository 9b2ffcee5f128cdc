import { LIMITS } from '../base/limits';
import type { MemoryAddress } from '../base/offsets';
import type { FrameState, Variable } from '../symbols/variable';
import { UnknownLayout, type Formatter, type Parts } from './formatters/formatter';
import { formattersFor } from './formatters/table';
import { Unavailable, storageOf } from './storage';
import type { Text } from './text';
import { Value, type ValueContext } from './value';

/** A value as a front end shows it. Children are read when asked for; at most LIMITS.values.children at a time. */
export interface ValueNode {
  readonly name: string;
  /** As written in the program. */
  readonly type: string;
  /** One line; `<optimised out>` or `<unreadable: why>` where there is no value. */
  readonly summary: string;
  /** Absent where nothing unfolds. Never rejects: a child that can't be read says so itself. */
  readonly children?: () => Promise<readonly ValueNode[]>;
  /** Where the value stands in linear memory, for hex views. */
  readonly memoryAddress?: MemoryAddress;
  readonly memorySize?: number;
  /** The place that is shown, for setting it; absent where the summary is why there is none. */
  readonly place?: Value;
}

/** How deep a one-line summary looks into values inside values. */
const SUMMARY_DEPTH = 3;

/** A variable of a stopped frame. Never rejects: what goes wrong is this variable's summary. */
export async function displayVariable(variable: Variable, frame: FrameState, context: ValueContext = frame): Promise<ValueNode> {
  try {
    const location = await variable.resolve(frame);
    return await displayValue(variable.name, new Value(variable.type, storageOf(location, frame.memory), context));
  } catch (error) {
    return { name: variable.name, type: variable.type.name, summary: why(error) };
  }
}

/** Never rejects. */
export async function displayValue(name: string, place: Value): Promise<ValueNode> {
  const common = { name, type: place.type.name, place, ...inMemory(place) };
  try {
    const value = await place.readAhead();
    const parts = await firstKnown(value, (formatter) => formatter.parts?.(value) ?? Promise.resolve(null)).catch(unavailableAs(null));
    const summary = clip(await summarise(value, SUMMARY_DEPTH));
    return parts && parts.count > 0 ? { ...common, summary, children: () => childrenOf(parts, 0, parts.count) } : { ...common, summary };
  } catch (error) {
    return { ...common, summary: why(error) };
  }
}

/** undefined where the value is no text. Rejects with Unavailable where it can't be read. */
export async function textOf(value: Value): Promise<Text | undefined> {
  return firstKnown(value, (formatter) => formatter.text?.(value) ?? Promise.resolve(undefined));
}

async function summarise(value: Value, depth: number): Promise<string> {
  if (depth < 0 && value.shape.kind !== 'base' && value.shape.kind !== 'enum') return '…';
  try {
    return await firstKnown(value, (formatter) => formatter.summary(value, (inner) => summarise(inner, depth - 1)));
  } catch (error) {
    return why(error);
  }
}

/** Rows that don't know this layout are passed over. */
async function firstKnown<Result>(value: Value, ask: (formatter: Formatter) => Promise<Result>): Promise<Result> {
  for (const formatter of formattersFor(value.shape)) {
    try {
      return await ask(formatter);
    } catch (error) {
      if (!(error instanceof UnknownLayout)) throw error;
    }
  }
  throw new Unavailable(`unknown type ${value.type.name}`);
}

/** What a value consists of, as shown; for expressions that index into it. */
export function partsOfValue(value: Value): Promise<Parts | null> {
  return firstKnown(value, (formatter) => formatter.parts?.(value) ?? Promise.resolve(null));
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
    return { name: `[${index}]`, type: '', summary: why(error) };
  }
}

function inMemory(value: Value): Pick<ValueNode, 'memoryAddress' | 'memorySize'> {
  const size = value.shape.sizeBytes;
  return value.address === null ? {} : { memoryAddress: value.address, ...(size === null ? {} : { memorySize: size }) };
}

/** `<optimised out>`, `<unreadable: …>`: the memory reader may fail in ways of its own, all of them only this value's. */
function why(error: unknown): string {
  if (error instanceof Unavailable) return `<${error.message}>`;
  return `<unreadable: ${error instanceof Error ? error.message : String(error)}>`;
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
