import type { Formatter, Value } from '../../value';
import { path, plainName } from '../layout';
import { ratioOf } from './chrono';
import { anyOf, isChrono } from './library';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

const member = (value: Value, name: string): Value => anyOf(value, `${name}_`, name);
const numberIn = async (value: Value, name: string): Promise<number> => member(value, name).number();
const two = (number: number): string => String(number).padStart(2, '0');

/** As C++20's `operator<<` prints them ([time.cal]); what is no date is its number. */
const TEXTS: Readonly<Record<string, (value: Value) => Promise<string>>> = {
  day: async (value) => String(await numberIn(value, '__d')),
  month: async (value) => MONTHS[(await numberIn(value, '__m')) - 1] ?? String(await numberIn(value, '__m')),
  year: async (value) => String(((await numberIn(value, '__y')) << 16) >> 16),
  weekday: async (value) => DAYS[await numberIn(value, '__wd')] ?? String(await numberIn(value, '__wd')),
  weekday_indexed: async (value) => `${await textOf(member(value, '__wd'))}[${await numberIn(value, '__idx')}]`,
  weekday_last: async (value) => `${await textOf(member(value, '__wd'))}[last]`,
  month_day: async (value) => `${await textOf(member(value, '__m'))}/${await textOf(member(value, '__d'))}`,
  month_day_last: async (value) => `${await textOf(member(value, '__m'))}/last`,
  month_weekday: async (value) => `${await textOf(member(value, '__m'))}/${await textOf(member(value, '__wdi'))}`,
  year_month: async (value) => `${await textOf(member(value, '__y'))}/${await textOf(member(value, '__m'))}`,
  year_month_day_last: async (value) => `${await textOf(member(value, '__y'))}/${await textOf(member(value, '__mdl'))}`,
  year_month_weekday: async (value) => `${await textOf(member(value, '__y'))}/${await textOf(member(value, '__m'))}/${await textOf(member(value, '__wdi'))}`,
  year_month_day: async (value) => [(await textOf(member(value, '__y'))).padStart(4, '0'), two(await numberIn(member(value, '__m'), '__m')), two(await numberIn(member(value, '__d'), '__d'))].join('-'),
  hh_mm_ss: timeOfDay,
};

const textOf = (value: Value): Promise<string> => TEXTS[plainName(value.shape)]!(value);

async function timeOfDay(value: Value): Promise<string> {
  const count = async (name: string): Promise<number> => path(member(value, name), '__rep_').number();
  const sign = (await member(value, '__is_neg').number()) === 1 ? '-' : '';
  const [, parts] = ratioOf(member(value, '__f'));
  const fraction = parts > 1 ? `.${String(await count('__f')).padStart(Math.round(Math.log10(parts)), '0')}` : '';
  return `${sign}${two(await count('__h'))}:${two(await count('__m'))}:${two(await count('__s'))}${fraction}`;
}

export const cppCalendar: Formatter = {
  name: 'libc++ calendar',
  matches: (shape) => Object.keys(TEXTS).some((name) => isChrono(shape, name)),
  summary: textOf,
};
