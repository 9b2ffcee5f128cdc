import { FormatterFailure, UnknownLayout } from './formatters/formatter';
import { formattersFor } from './formatters/table';
import { Unavailable } from './storage';
import type { Formatter, Inside, Parts, Text, TextRoom, Value } from './value';

/** How deep a one-line summary looks into values inside values. */
const SUMMARY_DEPTH = 3;
/** What values that stand for others use up of it: enough to end where they stand for each other in a circle. */
const TARGET_DEPTH = 1 / 8;

/** One line. Rejects with Unavailable where the value itself can't be had; what is inside says so in its place. */
export function summaryOf(value: Value): Promise<string> {
  return askedSummary(value, SUMMARY_DEPTH);
}

/** What a value consists of, as shown; null: nothing. */
export function partsOfValue(value: Value): Promise<Parts | null> {
  return askedParts(value, SUMMARY_DEPTH);
}

/** undefined where the value is no text. Rejects with Unavailable where it can't be read. */
export function textOf(value: Value): Promise<Text | undefined> {
  return firstKnown(value, (formatter) => formatter.text?.(value) ?? Promise.resolve(undefined));
}

/** Where a text can be written over; undefined where the value is none, or only points to it. */
export function roomOf(value: Value): Promise<TextRoom | undefined> {
  return firstKnown(value, (formatter) => formatter.room?.(value) ?? Promise.resolve(undefined));
}

/** The value that this one stands for, such as the value in an `Rc`; undefined where it stands for itself. */
export function targetOf(value: Value): Promise<Value | undefined> {
  return firstKnown(value, (formatter) => formatter.target?.(value) ?? Promise.resolve(undefined));
}

/** `<optimised out>`, `<unreadable: …>`: the memory reader may fail in ways of its own, all of them only this value's. */
export function why(error: unknown): string {
  if (error instanceof Unavailable || error instanceof FormatterFailure) return `<${error.message}>`;
  return `<unreadable: ${error instanceof Error ? error.message : String(error)}>`;
}

function inside(depth: number): Inside {
  return {
    show: (value) => summarised(value, depth - 1),
    showTarget: (value) => summarised(value, depth - TARGET_DEPTH),
    parts: (value) => askedParts(value, depth - TARGET_DEPTH),
  };
}

async function summarised(value: Value, depth: number): Promise<string> {
  if (depth < 0 && value.shape.kind !== 'base' && value.shape.kind !== 'enum') return '…';
  try {
    return await askedSummary(await value.readAhead(), depth);
  } catch (error) {
    return why(error);
  }
}

/** What is wrong with a user's own row is said behind the line that there is without it. */
async function askedSummary(value: Value, depth: number): Promise<string> {
  const failures: string[] = [];
  const summary = await firstKnown(value, (formatter) => formatter.summary(value, inside(depth)), (failure) => failures.push(failure.message));
  return [summary, ...failures.map((failure) => `<${failure}>`)].join(' ');
}

async function askedParts(value: Value, depth: number): Promise<Parts | null> {
  return depth < 0 ? null : firstKnown(value, (formatter) => formatter.parts?.(value, inside(depth)) ?? Promise.resolve(null));
}

/** Rows that don't know this layout are passed over, and so are the user's that fail. */
async function firstKnown<Result>(value: Value, ask: (formatter: Formatter) => Promise<Result>, failed?: (failure: FormatterFailure) => void): Promise<Result> {
  for (const formatter of formattersFor(value.type, value.context.formatters)) {
    try {
      return await ask(formatter);
    } catch (error) {
      if (error instanceof FormatterFailure) failed?.(error);
      else if (!(error instanceof UnknownLayout)) throw error;
    }
  }
  throw new Unavailable(`unknown type ${value.type.name}`);
}
