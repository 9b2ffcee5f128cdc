import type { Formatter, Inside, Value } from '../../value';
import { path, typeParameter } from '../layout';
import { UnknownLayout } from '../formatter';
import { isChrono } from './library';

/** Ratios to a second, and what they are called (as `operator<<` of C++20 prints them). */
const UNITS: Readonly<Record<string, string>> = {
  '1/1000000000': 'ns', '1/1000000': 'µs', '1/1000': 'ms', '1/1': 's', '60/1': 'min', '3600/1': 'h', '86400/1': 'd', '604800/1': ' weeks', '2629746/1': ' months', '31556952/1': ' years',
};

/** `1500ms`; of other ratios the ratio: `60[1/30]s`. */
export const cppDuration: Formatter = {
  name: 'libc++ duration',
  matches: (shape) => isChrono(shape, 'duration'),
  async summary(value, inside) {
    const ratio = ratioOf(value);
    const name = `${ratio.join('/')}`;
    const unit = UNITS[name] ?? (ratio[1] === 1 ? `[${ratio[0]}]s` : `[${name}]s`);
    return `${await inside.show(path(value, '__rep_'))}${unit}`;
  },
  target: (value) => Promise.resolve(path(value, '__rep_')),
};

/** A date of the system's clock; of others the time since their beginning, whenever that was. */
export const cppTimePoint: Formatter = {
  name: 'libc++ time_point',
  matches: (shape) => isChrono(shape, 'time_point'),
  async summary(value, inside: Inside) {
    const duration = path(value, '__d_');
    const date = /::system_clock$/.test(typeParameter(value, '_Clock')?.name ?? '') ? await dateOf(duration) : undefined;
    return date ?? `${await inside.show(duration)} since the clock began`;
  },
  target: (value) => Promise.resolve(path(value, '__d_')),
};

async function dateOf(duration: Value): Promise<string | undefined> {
  const count = path(duration, '__rep_');
  const [numerator, denominator] = ratioOf(duration);
  if (count.shape.kind !== 'base' || count.shape.encoding !== 'signed') return undefined;
  const ticks = BigInt.asIntN(count.sizeBytes * 8, await count.unsigned());
  const date = new Date(Number((ticks * BigInt(numerator) * 1_000n) / BigInt(denominator)));
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

export function ratioOf(duration: Value): readonly [number, number] {
  const found = /ratio<(\d+)[LU]*(?:, ?(\d+)[LU]*)?>/.exec(typeParameter(duration, '_Period')?.name ?? '');
  if (!found || Number(found[2] ?? 1) === 0) throw new UnknownLayout(duration.type.name);
  return [Number(found[1]), Number(found[2] ?? 1)];
}
