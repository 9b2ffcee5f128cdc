export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

export interface Interval {
  readonly low: number;
  readonly high: number;
  /** At least 0.95, but of fewer than six values. */
  readonly confidence: number;
}

const CONFIDENCE = 0.95;

/**
 * An interval for the median that supposes nothing of the distribution: between the k-th smallest and the k-th largest
 * value the median lies with 1 - 2·P(B(n, ½) < k). The narrowest one with 95 %; of fewer than six values all there is.
 */
export function medianInterval(values: readonly number[]): Interval {
  const sorted = [...values].sort((a, b) => a - b);
  const count = sorted.length;
  let k = 1;
  let probability = 0.5 ** count;
  let outside = probability;
  for (; k + 1 <= count / 2; k++) {
    probability *= (count - k + 1) / k;
    if (1 - 2 * (outside + probability) < CONFIDENCE) break;
    outside += probability;
  }
  return { low: sorted[k - 1]!, high: sorted[count - k]!, confidence: 1 - 2 * outside };
}

/** `1.04 [1.02, 1.07]`; the confidence is named where it is not the usual one. */
export function ratioText(ratios: readonly number[]): string {
  const { low, high, confidence } = medianInterval(ratios);
  const sure = confidence >= CONFIDENCE ? '' : `, of ${ratios.length} pairs only: ${Math.floor(confidence * 100)} %`;
  return `${median(ratios).toFixed(2)} [${low.toFixed(2)}, ${high.toFixed(2)}${sure}]`;
}

export function milliseconds(value: number): string {
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
}

/** `12 ms [11, 14]`. */
export function durationText(values: readonly number[]): string {
  const { low, high } = medianInterval(values);
  const digits = high < 10 ? 1 : 0;
  return `${milliseconds(median(values))} [${low.toFixed(digits)}, ${high.toFixed(digits)}]`;
}

/** Whether a ratio stays at or below its goal: null while the goal lies inside the interval, so that more pairs are wanted. */
export function isAtMost(ratios: readonly number[], goal: number): boolean | null {
  const { low, high } = medianInterval(ratios);
  return high <= goal ? true : low > goal ? false : null;
}
