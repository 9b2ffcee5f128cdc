/** For evidence: three digits keep microseconds of a millisecond, and reports readable. */
export const rounded = (value: number): number => Math.round(value * 1_000) / 1_000;
