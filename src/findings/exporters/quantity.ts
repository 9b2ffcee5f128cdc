/** A number with its unit, as people read it. Numbers are written the same on every machine (`1,234.5`). */
export type Unit = 'bytes' | 'ms' | 's' | 'µs' | 'ns' | 'share' | 'times' | 'percent' | 'GB·s' | 'count';

export function quantity(value: number, unit: Unit): string {
  if (!Number.isFinite(value)) return String(value);
  switch (unit) {
    case 'bytes':
      return bytes(value);
    case 'ms':
      return Math.abs(value) >= 1_000 ? duration(value / 1_000) : `${decimal(value)} ms`;
    case 's':
      return duration(value);
    case 'share':
      return `${decimal(value * 100)} %`;
    case 'percent':
      return `${decimal(value)} %`;
    case 'times':
      return `${decimal(value)} ×`;
    case 'count':
      return decimal(value);
    default:
      return `${decimal(value)} ${unit}`;
  }
}

/** Where the short form rounds, the exact one stands beside it: leaks are known to the byte. */
export function exactQuantity(value: number, unit: Unit): string {
  const short = quantity(value, unit);
  return unit === 'bytes' && Math.abs(value) >= 10_000 ? `${short} (${grouped(value)} bytes)` : short;
}

function bytes(value: number): string {
  if (Math.abs(value) < 10_000) return `${decimal(value)} ${value === 1 ? 'byte' : 'bytes'}`;
  const units = ['kB', 'MB', 'GB', 'TB', 'PB'];
  const power = Math.min(Math.floor(Math.log10(Math.abs(value)) / 3), units.length);
  return `${decimal(value / 1_000 ** power)} ${units[power - 1]}`;
}

function duration(seconds: number): string {
  if (Math.abs(seconds) < 120) return `${decimal(seconds)} s`;
  return Math.abs(seconds) < 7_200 ? `${decimal(seconds / 60)} min` : `${decimal(seconds / 3_600)} h`;
}

/** Three significant digits below a thousand, whole numbers as they are. */
function decimal(value: number): string {
  if (Number.isInteger(value) || Math.abs(value) >= 1_000) return grouped(Math.round(value));
  return String(Number(value.toPrecision(3)));
}

function grouped(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 0 });
}

/** Small amounts keep two digits that matter: what one call costs is far below a cent. */
export function money(amount: number, currency: string): string {
  const size = Math.abs(amount);
  const format = size >= 100 ? { maximumFractionDigits: 0 } : size >= 1 ? { minimumFractionDigits: 2, maximumFractionDigits: 2 } : { maximumSignificantDigits: 2 };
  return `${amount.toLocaleString('en-US', format)} ${currency}`;
}

export function plural(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`;
}
