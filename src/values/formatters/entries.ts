import type { Formatter, Inside, Parts, Value } from '../value';
import { sequence } from './formatter';
import { listText, sequenceRow } from './list';

export interface Entry {
  readonly key: Value;
  readonly value: Value;
}

/** What a map holds, in its own order. */
export interface Entries {
  readonly count: number;
  entry(index: number): Promise<Entry>;
}

type Row = Pick<Formatter, 'name' | 'matches'>;

/** `{key: value}`; unfolded by key. */
export function mapRow(row: Row, read: (value: Value) => Promise<Entries>): Formatter {
  const parts = async (value: Value, nameOf: (key: Value) => Promise<string>): Promise<Parts> => {
    const entries = await read(value);
    return {
      count: entries.count,
      keyed: true,
      async part(index) {
        const entry = await entries.entry(index);
        return { name: await nameOf(entry.key), value: entry.value };
      },
    };
  };
  return {
    ...row,
    summary: async (value, inside) => listText(await parts(value, (key) => inside.show(key)), inside, { open: '{', close: '}', named: true }),
    parts: (value, inside: Inside) => parts(value, async (key) => `[${await inside.show(key)}]`),
  };
}

export function setRow(row: Row, read: (value: Value) => Promise<Entries>): Formatter {
  return sequenceRow({
    ...row,
    async parts(value) {
      const entries = await read(value);
      return sequence(entries.count, async (index) => (await entries.entry(index)).key);
    },
  });
}
