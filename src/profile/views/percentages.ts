/**
 * Shares of a whole as percentages to show beside one another: rounded, and still 100 together (the largest remainders
 * are rounded up). What of `wholeMs` no part accounts for stays out; it defaults to the parts' sum.
 */
export function percentages(parts: readonly number[], decimals = 1, wholeMs = parts.reduce((sum, part) => sum + part, 0)): number[] {
  if (!(wholeMs > 0)) return parts.map(() => 0);
  const steps = 100 * 10 ** decimals;
  const exact = parts.map((part) => (steps * part) / wholeMs);
  const rounded = exact.map(Math.floor);
  const missing = Math.round(exact.reduce((sum, value) => sum + value, 0)) - rounded.reduce((sum, value) => sum + value, 0);
  const byRemainder = exact.map((value, index) => ({ index, remainder: value - rounded[index]! })).sort((a, b) => b.remainder - a.remainder);
  for (const { index } of byRemainder.slice(0, missing)) rounded[index]!++;
  return rounded.map((value) => value / 10 ** decimals);
}
