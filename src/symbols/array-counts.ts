import { At, Tag } from '../dwarf/constants';
import type { Block, Die } from '../dwarf/die';

/** One count a dimension (DWARF 5, 5.5): given, or by its upper bound; a bound that is computed at run time is unknown. */
export function countsOf(array: Die): (number | null)[] {
  const counts: (number | null)[] = [];
  for (const die of array.children()) {
    if (die.tag !== Tag.subrange_type && die.tag !== Tag.generic_subrange) continue;
    const count = die.number(At.count);
    const upper = die.bigint(At.upper_bound);
    // "Unknown" was once written as an upper bound of -1, in as many bits as the form had.
    const unknown = upper === undefined || upper < 0n || upper === 0xffffffffn || upper === 0xffffffffffffffffn;
    counts.push(count ?? (unknown ? null : Number(upper) - (die.number(At.lower_bound) ?? 0) + 1));
  }
  return counts.length > 0 ? counts : [null];
}

/** Where the number of elements is only known as the program runs: a variable of the compiler's own, or an expression. */
export interface RunTimeBound {
  readonly source: Die | Block;
  /** From an upper bound to a count; 0 where the source is the count. */
  readonly added: number;
}

/** One a dimension, beside `countsOf`; null where the count is written, or nowhere (a flexible array). */
export function runTimeBoundsOf(array: Die): (RunTimeBound | null)[] {
  const bounds: (RunTimeBound | null)[] = [];
  for (const die of array.children()) {
    if (die.tag !== Tag.subrange_type && die.tag !== Tag.generic_subrange) continue;
    const count = sourceOf(die, At.count);
    const upper = count ? undefined : sourceOf(die, At.upper_bound);
    bounds.push(count ? { source: count, added: 0 } : upper ? { source: upper, added: 1 - (die.number(At.lower_bound) ?? 0) } : null);
  }
  return bounds;
}

const sourceOf = (die: Die, attribute: number): Die | Block | undefined => (die.has(attribute) ? (die.reference(attribute) ?? die.block(attribute)) : undefined);
