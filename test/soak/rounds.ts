/** How often a soak test does its deed: its own long count, or SOAK_ROUNDS, to try it out or to go further. */
export function rounds(count: number): number {
  const wanted = process.env['SOAK_ROUNDS'];
  if (wanted === undefined) return count;
  const chosen = Number(wanted);
  if (!Number.isInteger(chosen) || chosen < 1) throw new Error(`SOAK_ROUNDS wants a whole number of at least 1, not ${wanted}`);
  return chosen;
}
