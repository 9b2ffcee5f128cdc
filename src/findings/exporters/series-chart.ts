import type { EvidenceSeries } from './evidence';
import { html, type Markup } from './markup';
import { quantity } from './quantity';
import { visibleText } from './visible-text';

const WIDTH = 720;
const HEIGHT = 168;
const PLOT = { left: 76, right: WIDTH - 12, top: 12, bottom: HEIGHT - 26 };
/** More points than pixels only make the page heavy. */
const MAX_POINTS = 400;

/** A line with its area over time, as inline SVG: coloured by the page's style sheet, read aloud by its label. */
export function seriesChart({ label: name, unit, points }: EvidenceSeries): Markup {
  const label = visibleText(name);
  const shown = thinned(points);
  const [startMs, endMs] = [shown[0]![0], shown.at(-1)![0]];
  const values = shown.map(([, value]) => value);
  const ticks = niceTicks(Math.min(0, ...values), Math.max(...values));
  const [low, high] = [ticks[0]!, ticks.at(-1)!];
  const x = (t: number): number => round(PLOT.left + ((t - startMs) / (endMs - startMs || 1)) * (PLOT.right - PLOT.left));
  const y = (value: number): number => round(PLOT.bottom - ((value - low) / (high - low || 1)) * (PLOT.bottom - PLOT.top));
  const line = shown.map(([t, value], index) => `${index === 0 ? 'M' : 'L'}${x(t)} ${y(value)}`).join('');
  const area = `${line}L${x(endMs)} ${PLOT.bottom}L${x(startMs)} ${PLOT.bottom}Z`;
  const [first, last] = [values[0]!, values.at(-1)!];
  return html`<figure><figcaption>${label} over time</figcaption>
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${`${label} from ${quantity(first, unit)} to ${quantity(last, unit)} in ${quantity(endMs - startMs, 'ms')}`}">
${ticks.map((tick) => html`<path class="grid" d="M${PLOT.left} ${y(tick)}H${PLOT.right}"/><text class="y" x="${PLOT.left - 8}" y="${y(tick) + 4}">${quantity(tick, unit)}</text>
`)}<path class="area" d="${area}"/><path class="line" d="${line}"/><circle class="end" cx="${x(endMs)}" cy="${y(last)}" r="3"/>
<text x="${PLOT.left}" y="${HEIGHT - 8}">0</text><text class="last" x="${PLOT.right}" y="${HEIGHT - 8}">${quantity(endMs - startMs, 'ms')}</text></svg></figure>`;
}

/** Two to five round values that enclose the range. */
function niceTicks(low: number, high: number): number[] {
  const rough = (high - low || Math.abs(high) || 1) / 3;
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * magnitude).find((candidate) => candidate >= rough)!;
  const first = Math.floor(low / step);
  const last = Math.max(Math.ceil(high / step), first + 1);
  return Array.from({ length: last - first + 1 }, (_, index) => Number(((first + index) * step).toPrecision(12)));
}

/** Every nth point, and always the last. */
function thinned(points: EvidenceSeries['points']): EvidenceSeries['points'] {
  const stride = Math.ceil(points.length / MAX_POINTS);
  return points.filter((_, index) => index % stride === 0 || index === points.length - 1);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
