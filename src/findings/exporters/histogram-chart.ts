import { legend } from './chart-legend';
import { CHART_WIDTH, niceTicks, PLOT_RIGHT, tenth } from './chart-scale';
import { dataBehind, numberColumn, textColumn } from './data-table';
import type { EvidenceHistogram } from './drawn-evidence';
import { html, type Markup } from './markup';
import { quantity } from './quantity';
import { visibleText } from '../../base/visible-text';

const HEIGHT = 150;
const PLOT = { left: 76, top: 12, bottom: HEIGHT - 26 };
const LABEL_WIDTH = 64;

/** How often each range occurred, in ranges of equal ratio. `best` is drawn beside it where it would stand. */
export function histogramChart({ label, unit, bins }: EvidenceHistogram, best?: number): Markup {
  const total = bins.reduce((sum, [, , count]) => sum + count, 0);
  const shown = best === undefined || best <= 0 ? bins : reachingDown(bins, best);
  const ticks = niceTicks(0, Math.max(...shown.map(([, , count]) => count))).filter(Number.isInteger);
  const width = (PLOT_RIGHT - PLOT.left) / shown.length;
  const x = (index: number): number => tenth(PLOT.left + index * width);
  const y = (count: number): number => tenth(PLOT.bottom - (count / ticks.at(-1)!) * (PLOT.bottom - PLOT.top));
  const labels = shown.map(([from]) => quantity(from, unit));
  const labelled = shortest(labels, Math.ceil(LABEL_WIDTH / width));
  const within = (share: number): string => quantity(upTo(bins, total * share), unit);
  const summary = `half within ${within(0.5)}, 95 % within ${within(0.95)}`;
  const bestAt = best === undefined ? -1 : shown.findIndex(([from, to]) => from <= best && best < to);
  return html`<figure tabindex="0"><figcaption>${visibleText(label)} of ${quantity(total, 'count')}: ${summary}</figcaption>
<svg viewBox="0 0 ${CHART_WIDTH} ${HEIGHT}" role="img" aria-label="${visibleText(label)}, ${summary}">
${ticks.map((tick) => html`<path class="grid" d="M${PLOT.left} ${y(tick)}H${PLOT_RIGHT}"/><text class="y" x="${PLOT.left - 8}" y="${y(tick) + 4}">${quantity(tick, 'count')}</text>
`)}${shown.map(([, , count], index) => count > 0 && html`<rect class="bar" x="${x(index) + 1}" y="${y(count)}" width="${tenth(Math.max(1, width - 2))}" height="${tenth(PLOT.bottom - y(count))}"/>`)}
${bestAt >= 0 && html`<path class="best-line" d="M${tenth(x(bestAt) + width / 2)} ${PLOT.top}V${PLOT.bottom}"/>`}
${labels.map((text, index) => labelled(index) && html`<text class="middle" x="${x(index)}" y="${HEIGHT - 8}">${text}</text>`)}</svg>
${bestAt >= 0 && legend([{ key: 'bar', text: 'this route' }, { key: 'best', text: `in memory ${quantity(best!, unit)}` }])}
${dataBehind([textColumn('From'), textColumn('to'), numberColumn('How often')], bins.map(([from, to, count]) => [quantity(from, unit), quantity(to, unit), quantity(count, 'count')]))}</figure>`;
}

type Bins = EvidenceHistogram['bins'];

/** Empty ranges of the same ratio in front, down to `value`, where that is not too far to be drawn to scale. */
function reachingDown(bins: Bins, value: number): Bins {
  const [from] = bins[0]!;
  // Of all of them, since each is rounded.
  const ratio = (bins.at(-1)![1] / from) ** (1 / bins.length);
  const missing = Math.ceil(Math.log(from / value) / Math.log(ratio));
  if (!(missing > 0 && missing <= 32)) return bins;
  return [...Array.from({ length: missing }, (_, index) => [from / ratio ** (missing - index), from / ratio ** (missing - index - 1), 0] as const), ...bins];
}

/** The end of the range in which the nth of all lies. */
function upTo(bins: Bins, nth: number): number {
  let seen = 0;
  return (bins.find(([, , count]) => (seen += count) >= nth) ?? bins.at(-1)!)[1];
}

/** Of every nth, or every n+1st: those that are written shortest, which are the round ones. */
function shortest(labels: readonly string[], atLeast: number): (index: number) => boolean {
  const choices = [atLeast, atLeast + 1].flatMap((step) => Array.from({ length: Math.min(step, labels.length) }, (_, offset) => ({ step, offset })));
  const lengthOf = ({ step, offset }: { step: number; offset: number }): number => {
    const chosen = labels.filter((_, index) => index % step === offset);
    return chosen.reduce((sum, { length }) => sum + length, 0) / chosen.length;
  };
  const [{ step, offset }] = choices.sort((a, b) => lengthOf(a) - lengthOf(b)) as [{ step: number; offset: number }];
  return (index) => index % step === offset;
}
