import { rounded } from '../rounded';

/** Two bins for each doubling of the time, from a hundredth of a millisecond to two minutes. */
const PER_DOUBLING = 2;
const FIRST_BIN = -14;
const LAST_BIN = 34;

/** How long payloads took, counted in bins: their spread in bounded memory. */
export class LatencyBins {
  private readonly counts = new Map<number, number>();

  add(elapsedMs: number): void {
    this.change(binOf(elapsedMs), 1);
  }

  /** What was counted with the first part of its way turns out to have taken longer. */
  move(fromMs: number, toMs: number): void {
    this.change(binOf(fromMs), -1);
    this.change(binOf(toMs), 1);
  }

  addAll({ counts }: LatencyBins): void {
    for (const [bin, count] of counts) this.change(bin, count);
  }

  copy(): LatencyBins {
    const copied = new LatencyBins();
    copied.addAll(this);
    return copied;
  }

  /** `[from, to, payloads]` in milliseconds, in order and without gaps; the first one begins at 0. */
  histogram(): [number, number, number][] {
    const bins = [...this.counts].flatMap(([bin, count]) => (count > 0 ? [bin] : []));
    if (bins.length === 0) return [];
    const first = Math.min(...bins);
    return Array.from({ length: Math.max(...bins) - first + 1 }, (_, index) => {
      const bin = first + index;
      return [bin === FIRST_BIN ? 0 : startOf(bin), startOf(bin + 1), this.counts.get(bin) ?? 0];
    });
  }

  private change(bin: number, by: number): void {
    this.counts.set(bin, (this.counts.get(bin) ?? 0) + by);
  }
}

const binOf = (elapsedMs: number): number => Math.max(FIRST_BIN, Math.min(LAST_BIN, Math.floor(Math.log2(Math.max(elapsedMs, Number.MIN_VALUE)) * PER_DOUBLING)));
const startOf = (bin: number): number => rounded(2 ** (bin / PER_DOUBLING));
