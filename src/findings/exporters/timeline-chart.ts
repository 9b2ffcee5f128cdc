import { legend } from './chart-legend';
import { CHART_WIDTH, fitting, PLOT_RIGHT, tenth } from './chart-scale';
import { dataBehind, numberColumn, textColumn } from './data-table';
import type { EvidenceSpan, EvidenceTimeline } from './drawn-evidence';
import { html, type Markup } from './markup';
import { quantity } from './quantity';
import { visibleText } from '../../base/visible-text';

const ROW = 22;
const LABEL = 190;
const MAX_LANES = 24;
/** Heights: a span alone, and a span that is the ground for the calls on it. */
const SPAN = 14;
const GROUND = 4;

type Stretch = readonly [fromMs: number, toMs: number];

/**
 * Spans of time below each other; where two are under way at once, they are in the colour of the finding. A span that
 * tells its calls is a thin line, with a box where it was inside.
 */
export function timelineChart({ label, spans }: EvidenceTimeline): Markup {
  const shown = [...spans].sort((a, b) => a.startMs - b.startMs).slice(0, MAX_LANES);
  const startMs = Math.min(...shown.map((span) => span.startMs));
  const endMs = Math.max(...shown.map((span) => span.endMs));
  const x = (ms: number): number => tenth(LABEL + ((ms - startMs) / (endMs - startMs || 1)) * (PLOT_RIGHT - LABEL));
  const box = (key: string, [from, to]: Stretch, row: number, height: number): Markup => html`<rect class="${key}" x="${x(from)}" y="${row * ROW + (ROW - height) / 2}" width="${Math.max(1.5, tenth(x(to) - x(from)))}" height="${height}"/>`;
  const lane = (span: EvidenceSpan, row: number): Markup => {
    const overlaps = overlapsOf(span, shown);
    const height = span.calls ? GROUND : SPAN;
    const inOverlap = ([from, to]: Stretch): boolean => overlaps.some((overlap) => from < overlap[1] && to >= overlap[0]);
    return html`<text class="last" x="${LABEL - 10}" y="${row * ROW + 15}">${fitting(visibleText(span.name), LABEL - 10, 'end')}</text>${box('span', [span.startMs, span.endMs], row, height)}${overlaps.map((overlap) => box('worst', overlap, row, height))}${(span.calls ?? []).map(([from, to]) => box(inOverlap([from, to]) ? 'worst' : 'alone', [from, to], row, SPAN))}
`;
  };
  const height = shown.length * ROW + 20;
  const overlapping = shown.some((span) => overlapsOf(span, shown).length > 0);
  return html`<figure tabindex="0"><figcaption>${visibleText(label)} over time</figcaption>
<svg viewBox="0 0 ${CHART_WIDTH} ${height}" role="img" aria-label="${shown.map(spoken).join('; ')}">${shown.map(lane)}<path class="grid" d="M${LABEL} ${height - 18}H${PLOT_RIGHT}"/><text x="${LABEL}" y="${height - 5}">0</text><text class="last" x="${PLOT_RIGHT}" y="${height - 5}">${quantity(endMs - startMs, 'ms')}</text></svg>
${legend([
  ...(shown.some(({ calls }) => calls) ? [{ key: 'span', text: 'under way' }, { key: 'alone', text: 'inside the module' }] : overlapping ? [{ key: 'span', text: 'alone' }] : []),
  ...(overlapping ? [{ key: 'worst', text: 'at the same time as another' }] : []),
])}
${spans.length > shown.length && html`<p class="quiet">and ${spans.length - shown.length} more</p>`}
${dataOf(shown)}</figure>`;
}

function dataOf(spans: readonly EvidenceSpan[]): Markup {
  if (!spans.some(({ calls }) => calls)) return dataBehind([textColumn('Name'), numberColumn('From'), numberColumn('to')], spans.map(({ name, startMs, endMs }) => [name, quantity(startMs, 'ms'), quantity(endMs, 'ms')]));
  const rows = spans.flatMap(({ name, calls = [] }) => calls.map(([from, to, count]) => ({ name, from, to, count }))).sort((a, b) => a.from - b.from);
  return dataBehind([textColumn('Name'), numberColumn('Inside from'), numberColumn('to'), numberColumn('Calls')], rows.map(({ name, from, to, count }) => [name, quantity(from, 'ms'), quantity(to, 'ms'), quantity(count, 'count')]));
}

function spoken({ name, startMs, endMs }: EvidenceSpan): string {
  return `${visibleText(name)} from ${quantity(startMs, 'ms')} to ${quantity(endMs, 'ms')}`;
}

/** Parts of `span` during which another one was under way, in order and joined where they touch. */
function overlapsOf(span: EvidenceSpan, all: readonly EvidenceSpan[]): Stretch[] {
  const parts = all.flatMap((other): [number, number][] => {
    const [from, to] = [Math.max(span.startMs, other.startMs), Math.min(span.endMs, other.endMs)];
    return other !== span && to > from ? [[from, to]] : [];
  });
  const joined: [number, number][] = [];
  for (const part of parts.sort((a, b) => a[0] - b[0])) {
    const last = joined.at(-1);
    if (last && part[0] <= last[1]) last[1] = Math.max(last[1], part[1]);
    else joined.push(part);
  }
  return joined;
}
