import type { GrowthTimes } from './growth-script';

const WIDTH = 860;
const HEIGHT = 360;
const PANEL = { width: 330, height: 250, top: 56 } as const;
const PANEL_LEFTS = [64, 494] as const;
const MEGABYTE = 1e6;

interface Line {
  readonly label: string;
  readonly colour: string;
  readonly valueOf: (times: GrowthTimes) => number;
}

interface Panel {
  readonly title: string;
  readonly unit: string;
  readonly lines: readonly Line[];
}

const PANELS: readonly Panel[] = [
  {
    title: 'CPU time from the bytes in hand',
    unit: 'ms',
    lines: [
      { label: 'everything indexed', colour: '#c2410c', valueOf: ({ indexCpuMs }) => indexCpuMs },
      { label: 'first breakpoint', colour: '#1d4ed8', valueOf: ({ breakpointCpuMs }) => breakpointCpuMs },
      { label: 'opened', colour: '#15803d', valueOf: ({ openCpuMs }) => openCpuMs },
      { label: 'first stack, after the breakpoint', colour: '#7e22ce', valueOf: ({ stackCpuMs }) => stackCpuMs },
    ],
  },
  {
    title: 'memory beyond the bytes of the module',
    unit: 'MB',
    lines: [
      { label: 'everything indexed', colour: '#c2410c', valueOf: ({ indexMemoryBytes }) => indexMemoryBytes / MEGABYTE },
      { label: 'first breakpoint', colour: '#1d4ed8', valueOf: ({ breakpointMemoryBytes }) => breakpointMemoryBytes / MEGABYTE },
    ],
  },
];

/** Two panels over one axis: size of the module in megabytes. Both axes begin at 0. */
export function drawGrowth(rows: readonly GrowthTimes[]): string {
  const panels = PANELS.map((panel, index) => drawPanel(panel, PANEL_LEFTS[index]!, rows));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12" fill="#222">
<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>
${panels.join('\n')}
</svg>
`;
}

function drawPanel({ title, unit, lines }: Panel, left: number, rows: readonly GrowthTimes[]): string {
  const sizes = rows.map(({ moduleBytes }) => moduleBytes / MEGABYTE);
  const [widest, highest] = [roundUp(Math.max(...sizes)), roundUp(Math.max(...lines.flatMap(({ valueOf }) => rows.map(valueOf))))];
  const x = (size: number): number => Math.round(left + (size / widest) * PANEL.width);
  const y = (value: number): number => Math.round(PANEL.top + PANEL.height * (1 - value / highest));
  const bottom = y(0);
  const parts = [`<text x="${left}" y="${PANEL.top - 32}" font-size="14" font-weight="bold">${title}</text>`];
  for (const share of [0, 0.25, 0.5, 0.75, 1]) {
    const [value, size] = [share * highest, share * widest];
    parts.push(`<line x1="${left}" x2="${left + PANEL.width}" y1="${y(value)}" y2="${y(value)}" stroke="#ddd"/>`);
    parts.push(`<text x="${left - 6}" y="${y(value) + 4}" text-anchor="end">${value} ${share === 1 ? unit : ''}</text>`);
    parts.push(`<text x="${x(size)}" y="${bottom + 18}" text-anchor="middle">${size}${share === 1 ? ' MB' : ''}</text>`);
  }
  parts.push(`<text x="${left + PANEL.width / 2}" y="${bottom + 38}" text-anchor="middle">size of the module</text>`);
  for (const [index, { label, colour, valueOf }] of lines.entries()) {
    const points = rows.map((row, at) => [x(sizes[at]!), y(valueOf(row))] as const);
    parts.push(`<polyline points="${points.map((point) => point.join()).join(' ')}" fill="none" stroke="${colour}" stroke-width="2"/>`);
    parts.push(...points.map(([cx, cy]) => `<circle cx="${cx}" cy="${cy}" r="3" fill="${colour}"/>`));
    parts.push(`<text x="${left + 10}" y="${PANEL.top + 14 + index * 16}" fill="${colour}">${label}</text>`);
  }
  return parts.join('\n');
}

/** The next of 1, 2, 4, 10, 20, 40, …, so that quarters are whole. */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 4, 8, 10].map((factor) => factor * power).find((candidate) => candidate >= value)!;
}
