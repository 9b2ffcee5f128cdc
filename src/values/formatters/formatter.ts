import { quoteText } from '../text';
import type { Formatter, NamedValue, Parts, Value } from '../value';

/** The row does not know how this one is laid out. */
export class UnknownLayout extends Error {
  override readonly name = 'UnknownLayout';
}

/** A user's own formatter went wrong; the message says which and how. */
export class FormatterFailure extends Error {
  override readonly name = 'FormatterFailure';
}

/** A row for text, which is shown in quotes. */
export function textRow<Row extends Pick<Formatter, 'name' | 'matches' | 'parts' | 'room'> & Required<Pick<Formatter, 'text'>>>(row: Row): Formatter {
  return { ...row, summary: async (value) => quoteText(await row.text(value)) };
}

/** A row for values that stand for another and look like it; `note` is what is to be said of the value itself. */
export function standIn(row: Pick<Formatter, 'name' | 'matches'> & { target(value: Value): Promise<Value>; note?(value: Value): Promise<string> }): Formatter {
  return {
    ...row,
    async summary(value, inside) {
      const shown = await inside.showTarget(await row.target(value));
      const note = (await row.note?.(value)) ?? '';
      return note === '' ? shown : `${shown} (${note})`;
    },
    parts: async (value, inside) => inside.parts(await row.target(value)),
  };
}

export function partsOf(parts: readonly NamedValue[]): Parts {
  return { count: parts.length, part: (index) => parts[index]! };
}

export function sequence(count: number, element: (index: number) => Value | Promise<Value>): Parts {
  return { count, part: async (index) => ({ name: `[${index}]`, value: await element(index) }) };
}
