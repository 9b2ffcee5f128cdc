import { At, Tag } from '../dwarf/constants';
import type { Die } from '../dwarf/die';

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
