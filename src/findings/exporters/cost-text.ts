import type { FindingCost } from '../finding';
import { money, quantity } from './quantity';

/** `0.4 s of CPU, 12.5 GB·s, 31.2 EUR a month`; empty when nothing is known. */
export function costText({ cpuSeconds, gbSeconds, money: price }: FindingCost): string {
  return [
    cpuSeconds === undefined ? '' : `${quantity(cpuSeconds, 's')} of CPU`,
    gbSeconds === undefined ? '' : quantity(gbSeconds, 'GB·s'),
    price === undefined ? '' : `${money(price.perMonth, price.currency)} a month`,
  ].filter(Boolean).join(', ');
}
