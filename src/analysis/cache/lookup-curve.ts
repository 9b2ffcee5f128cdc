/** Points of a series that a report shows. */
const SHOWN_POINTS = 120;

interface Totals {
  readonly lookups: number;
  readonly hits: number;
  readonly recomputed: number;
}

/** How a cache's lookups went over time, in totals. Bounded: when full, every other point goes. */
export class LookupCurve {
  private points: (Totals & { readonly ms: number })[] = [];

  constructor(private readonly startedAt: number) {}

  /** `totals` as they are now. */
  add(t: number, { lookups, hits, recomputed }: Totals): void {
    if (this.points.length >= 2 * SHOWN_POINTS) this.points = this.points.filter((_, index) => index % 2 === 0);
    this.points.push({ ms: Math.round(t - this.startedAt), lookups, hits, recomputed });
  }

  evidence(): Record<string, [number, number][]> {
    const series = (pick: (totals: Totals) => number): [number, number][] => this.points.map((point) => [point.ms, pick(point)]);
    return { lookupsSeries: series(({ lookups }) => lookups), hitsSeries: series(({ hits }) => hits), recomputedSeries: series(({ recomputed }) => recomputed) };
  }
}
