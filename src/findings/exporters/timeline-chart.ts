import { legend } from './chart-legend';
import type { EvidenceSpan, EvidenceTimeline } from './evidence';
import { html, type Markup } from './markup';
import { quantity } from './quantity';
import { visibleText } from './visible-text';

const WIDTH = 720;
const ROW = 22;
const LABEL = 190;
const LABEL_CHARACTERS = 30;
const MAX_LANES = 24;

/** Spans of time below each other; where two are under way at once, they are in the colour of the finding. */
export function timelineChart({ label, spans }: EvidenceTimeline): Markup {
  const shown = [...spans].sort((a, b) => a.startMs - b.startMs).slice(0, MAX_LANES);
  const startMs = Math.min(...shown.map((span) => span.startMs));
  const endMs = Math.max(...shown.map((span) => span.endMs));
  const x = (ms: number): number => Math.round((LABEL + ((ms - startMs) / (endMs - startMs || 1)) * (WIDTH - LABEL - 12)) * 10) / 10;
  const box = (key: string, from: number, to: number, row: number): Markup => html`<rect class="${key}" x="${x(from)}" y="${row * ROW + 4}" width="${Math.max(1.5, Math.round((x(to) - x(from)) * 10) / 10)}" height="${ROW - 8}"/>`;
  const height = shown.length * ROW + 20;
  const overlaps = shown.map((span) => overlapsOf(span, shown));
  return html`<figure><figcaption>${visibleText(label)} over time</figcaption>
<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${shown.map(spoken).join('; ')}">${shown.map((span, row) => html`<text class="last" x="${LABEL - 10}" y="${row * ROW + 15}">${shortened(visibleText(span.name))}</text>${box('span', span.startMs, span.endMs, row)}${overlaps[row]!.map(([from, to]) => box('worst', from, to, row))}
`)}<path class="grid" d="M${LABEL} ${height - 18}H${WIDTH - 12}"/><text x="${LABEL}" y="${height - 5}">0</text><text class="last" x="${WIDTH - 12}" y="${height - 5}">${quantity(endMs - startMs, 'ms')}</text></svg>
${overlaps.some((each) => each.length > 0) && legend([{ key: 'span', text: 'alone' }, { key: 'worst', text: 'at the same time as another' }])}
${spans.length > shown.length && html`<p class="quiet">and ${spans.length - shown.length} more</p>`}</figure>`;
}

function spoken({ name, startMs, endMs }: EvidenceSpan): string {
  return `${visibleText(name)} from ${quantity(startMs, 'ms')} to ${quantity(endMs, 'ms')}`;
}

function overlapsOf(span: EvidenceSpan, all: readonly EvidenceSpan[]): [number, number][] {
  return all.flatMap((other): [number, number][] => {
    const [from, to] = [Math.max(span.startMs, other.startMs), Math.min(span.endMs, other.endMs)];
    return other !== span && to > from ? [[from, to]] : [];
  });
}

/** The end tells names apart. */
function shortened(text: string): string {
  return text.length > LABEL_CHARACTERS ? `…${text.slice(1 - LABEL_CHARACTERS)}` : text;
}
