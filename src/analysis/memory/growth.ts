/** Each third of an observation must have at least this share of what an even spread would give it. */
const EVEN_SHARE = 0.4;

/**
 * Whether what is left at the end came in all along: `parts` counts it by equal parts of the observation. False for a
 * start-up (all in the first third), a plateau (nothing new), a ring (nothing old is left).
 */
export function grewThroughout(parts: readonly number[]): boolean {
  const total = parts.reduce((sum, count) => sum + count, 0);
  const third = Math.floor(parts.length / 3);
  const thirds = [parts.slice(0, third), parts.slice(third, 2 * third), parts.slice(2 * third)];
  return total > 0 && thirds.every((counts) => counts.reduce((sum, count) => sum + count, 0) >= (total / 3) * EVEN_SHARE);
}
