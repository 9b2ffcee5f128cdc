/** One width for all drawings: units of their viewBox, pixels where the page is wide enough. */
export const CHART_WIDTH = 720;
/** The right edge of what is plotted: a number may stick out over it. */
export const PLOT_RIGHT = CHART_WIDTH - 12;

/** A tenth of a pixel is all that can be seen. */
export function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Two to five round values that enclose the range. */
export function niceTicks(low: number, high: number): number[] {
  const rough = (high - low || Math.abs(high) || 1) / 3;
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * magnitude).find((candidate) => candidate >= rough)!;
  const first = Math.floor(low / step);
  const last = Math.max(Math.ceil(high / step), first + 1);
  return Array.from({ length: last - first + 1 }, (_, index) => Number(((first + index) * step).toPrecision(12)));
}

/** About the width of a character of the drawings' text. */
const CHARACTER_WIDTH = 6.3;

/** What fits, with an ellipsis where something was cut off; the end tells paths apart, the beginning functions. */
export function fitting(text: string, width: number, keep: 'start' | 'end'): string {
  const characters = Math.floor(width / CHARACTER_WIDTH);
  if (text.length <= characters) return text;
  if (characters < 3) return '';
  return keep === 'start' ? `${text.slice(0, characters - 1)}…` : `…${text.slice(1 - characters)}`;
}
