import { legend } from './chart-legend';
import { CHART_WIDTH, niceTicks, PLOT_RIGHT, tenth } from './chart-scale';
import { dataBehind, numberColumn } from './data-table';
import type { EvidenceMark, EvidenceSeries } from './drawn-evidence';
import { html, type Markup } from './markup';
import { plural, quantity } from './quantity';
import { visibleText } from '../../base/visible-text';

const HEIGHT = 168;
const PLOT = { left: 76, right: PLOT_RIGHT, top: 12, bottom: HEIGHT - 26 };
/** More points than pixels only make the page heavy. */
const MAX_POINTS = 400;
/** As many kinds of marks have a colour of their own; the last is of all others. */
const MARK_COLOURS = 4;

const LISTED = new Intl.ListFormat('en-GB', { type: 'conjunction' });

type Points = EvidenceSeries['points'];

interface Scale {
  readonly x: (ms: number) => number;
  readonly y: (value: number) => number;
}

/**
 * Lines over time, those of one unit in one picture, as inline SVG: coloured by the page's style sheet, read aloud by its
 * label. The first line has an area, and the marks stand on it.
 */
export function seriesCharts(series: readonly EvidenceSeries[], marks: readonly EvidenceMark[]): Markup[] {
  const units = [...new Set(series.map(({ unit }) => unit))];
  return units.map((unit, index) => chart(series.filter((each) => each.unit === unit), index === 0 ? marks : []));
}

function chart(series: readonly EvidenceSeries[], marks: readonly EvidenceMark[]): Markup {
  const { unit } = series[0]!;
  const lines = series.map(({ points }) => thinned(points));
  const times = lines.flatMap((points) => [points[0]![0], points.at(-1)![0]]);
  const [startMs, endMs] = [Math.min(...times), Math.max(...times)];
  const values = lines.flatMap((points) => points.map(([, value]) => value));
  const ticks = niceTicks(Math.min(0, ...values), Math.max(...values));
  const [low, high] = [ticks[0]!, ticks.at(-1)!];
  const scale: Scale = {
    x: (ms) => tenth(PLOT.left + ((ms - startMs) / (endMs - startMs || 1)) * (PLOT.right - PLOT.left)),
    y: (value) => tenth(PLOT.bottom - ((value - low) / (high - low || 1)) * (PLOT.bottom - PLOT.top)),
  };
  const marked = marks.filter(([ms]) => ms >= startMs && ms <= endMs);
  const kinds = kindsOf(marked);
  return html`<figure tabindex="0"><figcaption>${LISTED.format(series.map(({ label }) => visibleText(label)))} over time</figcaption>
<svg viewBox="0 0 ${CHART_WIDTH} ${HEIGHT}" role="img" aria-label="${series.map(spoken).join('; ')}">
${ticks.map((tick) => html`<path class="grid" d="M${PLOT.left} ${scale.y(tick)}H${PLOT.right}"/><text class="y" x="${PLOT.left - 8}" y="${scale.y(tick) + 4}">${quantity(tick, unit)}</text>
`)}${lines.map((points, index) => line(points, scale, index))}
${marked.map(([ms, what]) => html`<circle class="mark mark-${kindIndex(kinds, what)}" cx="${scale.x(ms)}" cy="${scale.y(valueAt(lines[0]!, ms))}" r="3.5"/>`)}
<text x="${PLOT.left}" y="${HEIGHT - 8}">0</text><text class="last" x="${PLOT.right}" y="${HEIGHT - 8}">${quantity(endMs - startMs, 'ms')}</text></svg>
${legend([
  ...(series.length > 1 ? series.map(({ label }, index) => ({ key: `line-${index}`, text: label })) : []),
  ...kinds.map(({ what, count }, index) => ({ key: `mark-${index}`, text: `${nameOf(what)}, ${plural(count, 'time')}` })),
])}
${dataOf(series)}</figure>`;
}

/** At each moment of the first line, the value that each line then has. */
function dataOf(series: readonly EvidenceSeries[]): Markup {
  const rows = series[0]!.points.map(([ms]) => [quantity(ms, 'ms'), ...series.map(({ points, unit }) => quantity(valueAt(points, ms), unit))]);
  return dataBehind([numberColumn('After'), ...series.map(({ label }) => numberColumn(label))], rows);
}

function spoken({ label, unit, points }: EvidenceSeries): string {
  const [first, last] = [points[0]!, points.at(-1)!];
  return `${visibleText(label)} from ${quantity(first[1], unit)} to ${quantity(last[1], unit)} in ${quantity(last[0] - first[0], 'ms')}`;
}

function line(points: Points, { x, y }: Scale, index: number): Markup {
  const path = points.map(([ms, value], at) => `${at === 0 ? 'M' : 'L'}${x(ms)} ${y(value)}`).join('');
  const [lastMs, last] = points.at(-1)!;
  const area = index === 0 && html`<path class="area" d="${`${path}L${x(lastMs)} ${PLOT.bottom}L${x(points[0]![0])} ${PLOT.bottom}Z`}"/>`;
  return html`${area}<path class="line line-${index}" d="${path}"/><circle class="end line-${index}" cx="${x(lastMs)}" cy="${y(last)}" r="3"/>`;
}

/** What happened how often, the most frequent first; what has no colour of its own as one. */
function kindsOf(marks: readonly EvidenceMark[]): { readonly what: string; readonly count: number }[] {
  const counts = new Map<string, number>();
  for (const [, what] of marks) counts.set(what, (counts.get(what) ?? 0) + 1);
  const kinds = [...counts].map(([what, count]) => ({ what, count })).sort((a, b) => b.count - a.count);
  if (kinds.length <= MARK_COLOURS) return kinds;
  const others = kinds.slice(MARK_COLOURS - 1);
  return [...kinds.slice(0, MARK_COLOURS - 1), { what: `${others.length} other places`, count: others.reduce((sum, { count }) => sum + count, 0) }];
}

function kindIndex(kinds: readonly { readonly what: string }[], what: string): number {
  const index = kinds.findIndex((kind) => kind.what === what);
  return index < 0 ? kinds.length - 1 : index;
}

/** `pipe.c:41` of a path with line. */
const nameOf = (what: string): string => what.split(/[\\/]/).at(-1)!;

/** A line stands at its last value until the next. */
function valueAt(points: Points, ms: number): number {
  return (points.findLast(([at]) => at <= ms) ?? points[0]!)[1];
}

/** Every nth point, and always the last. */
function thinned(points: Points): Points {
  const stride = Math.ceil(points.length / MAX_POINTS);
  return points.filter((_, index) => index % stride === 0 || index === points.length - 1);
}
