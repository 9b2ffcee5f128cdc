import { legend } from './chart-legend';
import { CHART_WIDTH, tenth } from './chart-scale';
import { html, type Markup } from './markup';
import { quantity, type Unit } from './quantity';

const ROW = 26;
const LABEL = 150;
const VALUE = 84;

/** `key` is the part's colour, a class of the style sheet. */
interface Part {
  readonly key: string;
  readonly text: string;
  readonly value: number;
}

interface Bar {
  readonly name: string;
  readonly parts: readonly Part[];
}

/** How one payload travels, against the way through memory, where a finding about a hand-off measured both. */
export function routeChart({ msPerPayload, sendMs, waitMs, receiveMs, inMemoryMs }: Readonly<Record<string, unknown>>): Markup | null {
  if (!isAmount(msPerPayload) || !isAmount(inMemoryMs)) return null;
  const measured = [['send', 'sending', sendMs], ['wait', 'waiting', waitMs], ['receive', 'receiving', receiveMs]] as const;
  const parts = measured.flatMap(([key, text, value]) => (isAmount(value) ? [{ key, text, value }] : []));
  const route = parts.length > 0 ? parts : [{ key: 'send', text: 'this route', value: msPerPayload }];
  return barsChart('time of one payload', 'ms', [{ name: 'this route', parts: route }, { name: 'in memory', parts: [{ key: 'best', text: 'in memory', value: inMemoryMs }] }]);
}

/** What became of a cache's lookups. */
export function lookupsChart({ lookups, hits, recomputed }: Readonly<Record<string, unknown>>): Markup | null {
  if (!isAmount(lookups) || !isAmount(hits) || !isAmount(recomputed) || lookups === 0) return null;
  const parts = [
    { key: 'best', text: 'found', value: hits },
    { key: 'worst', text: 'missed and made again', value: recomputed },
    { key: 'new', text: 'missed for the first time', value: Math.max(0, lookups - hits - recomputed) },
  ];
  return barsChart('what became of the lookups', 'count', [{ name: 'lookups', parts }]);
}

function barsChart(caption: string, unit: Unit, bars: readonly Bar[]): Markup {
  const longest = Math.max(...bars.map(total), Number.MIN_VALUE);
  const scale = (value: number): number => tenth(((CHART_WIDTH - LABEL - VALUE) * value) / longest);
  const height = bars.length * ROW;
  const spoken = bars.map((bar) => `${bar.name} ${quantity(total(bar), unit)} (${bar.parts.map(({ text, value }) => `${text} ${quantity(value, unit)}`).join(', ')})`).join('; ');
  return html`<figure tabindex="0"><figcaption>${caption}</figcaption>
<svg viewBox="0 0 ${CHART_WIDTH} ${height}" role="img" aria-label="${spoken}">${bars.map((bar, row) => {
    let x = LABEL;
    const y = row * ROW;
    const pieces = bar.parts.map(({ key, value }) => {
      const width = scale(value);
      x += width;
      return html`<rect class="${key}" x="${x - width}" y="${y + 5}" width="${width}" height="${ROW - 10}"/>`;
    });
    return html`<text class="last" x="${LABEL - 10}" y="${y + 17}">${bar.name}</text>${pieces}<text x="${x + 8}" y="${y + 17}">${quantity(total(bar), unit)}</text>`;
  })}</svg>
${legend(bars.flatMap(({ parts }) => parts).map(({ key, text, value }) => ({ key, text: `${text} ${quantity(value, unit)}` })))}</figure>`;
}

const total = ({ parts }: Bar): number => parts.reduce((sum, { value }) => sum + value, 0);

const isAmount = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value) && value >= 0;
