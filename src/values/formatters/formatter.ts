import type { TypeInfo } from '../../symbols/type-info';
import { quoteText, type Text } from '../text';
import type { Value } from '../value';

/**
 * How the values of some types are shown: a row of the table in `table.ts`, the first that matches wins. A row that
 * knows the type's name but not its layout (another version of a library) throws UnknownLayout, and the next is asked.
 */
export interface Formatter {
  readonly name: string;
  /** `shape` is the type without typedefs and qualifiers. */
  matches(shape: TypeInfo): boolean;
  /** One line. `show` gives the line of a value inside, one level deeper. */
  summary(value: Value, show: Show): Promise<string>;
  /** What the value consists of, as its language's users see it; absent or null: nothing. */
  parts?(value: Value): Promise<Parts | null>;
  /** Of values that are text: what they say, for comparing. */
  text?(value: Value): Promise<Text>;
}

export type Show = (value: Value) => Promise<string>;

/** Lazy, because a container may claim any number of elements. */
export interface Parts {
  readonly count: number;
  part(index: number): NamedValue | Promise<NamedValue>;
}

export interface NamedValue {
  readonly name: string;
  readonly value: Value;
}

/** The row does not know how this one is laid out. */
export class UnknownLayout extends Error {
  override readonly name = 'UnknownLayout';
}

/** A row for text, which is shown in quotes. */
export function textRow<Row extends Pick<Formatter, 'name' | 'matches' | 'parts'> & Required<Pick<Formatter, 'text'>>>(row: Row): Formatter {
  return { ...row, summary: async (value) => quoteText(await row.text(value)) };
}

export function partsOf(parts: readonly NamedValue[]): Parts {
  return { count: parts.length, part: (index) => parts[index]! };
}

export function sequence(count: number, element: (index: number) => Value | Promise<Value>): Parts {
  return { count, part: async (index) => ({ name: `[${index}]`, value: await element(index) }) };
}
