import { legend } from './chart-legend';
import { CHART_WIDTH, fitting, tenth } from './chart-scale';
import { dataBehind, numberColumn, textColumn } from './data-table';
import type { EvidenceFlame, EvidenceFlameNode } from './drawn-evidence';
import { html, type Markup } from './markup';
import { placeText } from './place-text';
import { quantity } from './quantity';
import { visibleText } from '../../base/visible-text';

const ROW = 21;
/** Narrower boxes can be neither read nor pointed at. */
const LEAST_WIDTH = 1.5;
const PADDING = 5;

interface Box {
  readonly node: EvidenceFlameNode;
  readonly depth: number;
  readonly x: number;
  readonly width: number;
}

/** Who has how much of the whole: each box as wide as its share, its callers above it. What belongs to the finding is coloured. */
export function flameChart({ label, unit, root }: EvidenceFlame, shownRoot: string | undefined): Markup {
  const boxes = boxesOf(root, 0, 0, CHART_WIDTH);
  const height = (Math.max(...boxes.map(({ depth }) => depth)) + 1) * ROW;
  const share = (value: number): string => `${quantity(value, unit)}, ${quantity(value / root.value, 'share')}`;
  const where = ({ name, place }: EvidenceFlameNode): string => (place === null ? name : `${name} (${shortPlace(place, shownRoot)})`);
  const inOrder = [...boxes].sort((a, b) => b.node.value - a.node.value || a.depth - b.depth).slice(1);
  return html`<figure tabindex="0"><figcaption>${visibleText(label)} by who asked for it, callers above</figcaption>
<svg class="flame" viewBox="0 0 ${CHART_WIDTH} ${height}" role="img" aria-label="${visibleText(label)} ${quantity(root.value, unit)}: ${inOrder.filter(({ node }) => node.children.length === 0).slice(0, 5).map(({ node }) => `${visibleText(where(node))} ${share(node.value)}`).join('; ')}">${boxes.map(({ node, depth, x, width }) => html`<g><title>${visibleText(where(node))}: ${share(node.value)}</title><rect class="${node.marked ? 'frame of-finding' : 'frame'}" x="${tenth(x)}" y="${depth * ROW}" width="${tenth(Math.max(LEAST_WIDTH, width - 1))}" height="${ROW - 1}" rx="2"/><text x="${tenth(x + PADDING)}" y="${depth * ROW + 14}">${fitting(visibleText(`${node.name} ${quantity(node.value, unit)}`), width - 2 * PADDING, 'start')}</text></g>
`)}</svg>
${boxes.some(({ node }) => node.marked) && legend([{ key: 'frame of-finding', text: 'this finding' }, { key: 'frame', text: 'the rest' }])}
${dataBehind([textColumn('Function'), numberColumn(label), numberColumn('Share'), textColumn('Of this finding')], inOrder.map(({ node }) => [where(node), quantity(node.value, unit), quantity(node.value / root.value, 'share'), node.marked ? 'yes' : '']))}</figure>`;
}

function boxesOf(node: EvidenceFlameNode, depth: number, x: number, width: number): Box[] {
  const boxes: Box[] = [{ node, depth, x, width }];
  let left = x;
  for (const child of node.children) {
    const share = node.value > 0 ? (child.value / node.value) * width : 0;
    if (share >= LEAST_WIDTH && left + share <= x + width + LEAST_WIDTH) boxes.push(...boxesOf(child, depth + 1, left, share));
    left += share;
  }
  return boxes;
}

/** `file:line`, relative to the workspace as all places of the page. */
function shortPlace(place: string, root: string | undefined): string {
  const [, file, line] = /^(.*):(\d+)$/.exec(place) ?? [null, place, '0'];
  return placeText({ file: file, line: Number(line), column: 0, function: null }, root);
}
