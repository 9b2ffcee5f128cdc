import type { ProfileVitals } from '../../../profile/profile';
import { element } from '../element';
import { milliseconds } from './texts';

const HEIGHT = 34;

interface Track {
  readonly title: string;
  readonly colour: string;
  of(vitals: ProfileVitals): number;
  text(value: number): string;
}

const bytes = (value: number): string => (value >= 1 << 30 ? `${(value / (1 << 30)).toFixed(2)} GB` : `${(value / (1 << 20)).toFixed(0)} MB`);

const TRACKS: readonly Track[] = [
  { title: 'Processor', colour: '--vscode-charts-blue', of: ({ cpuMsPerSecond }) => cpuMsPerSecond, text: (value) => `${(value / 10).toFixed(0)} %` },
  { title: 'Event-loop delay', colour: '--vscode-charts-orange', of: ({ loopDelayMs }) => loopDelayMs, text: milliseconds },
  { title: 'Memory of the process', colour: '--vscode-charts-purple', of: ({ rssBytes }) => rssBytes, text: bytes },
  { title: 'Outside of the JS heap', colour: '--vscode-charts-green', of: ({ externalBytes }) => externalBytes, text: bytes },
];

/** What the process did beside the samples, on the same clock as the flame graph below. */
export class Tracks {
  readonly root = element('div', { class: 'tracks' });
  private readonly drawn: { readonly track: Track; readonly canvas: HTMLCanvasElement; readonly most: number }[];
  private range: readonly [fromMs: number, toMs: number] = [0, 1];

  constructor(private readonly vitals: readonly ProfileVitals[]) {
    this.drawn = TRACKS.map((track) => {
      const most = Math.max(...vitals.map((each) => track.of(each)), 0);
      const canvas = element('canvas', { role: 'img', 'aria-label': `${track.title}, at most ${track.text(most)}` });
      this.root.append(element('div', { class: 'track' }, element('span', { class: 'track-title' }, `${track.title}, at most ${track.text(most)}`), canvas));
      return { track, canvas, most };
    });
    new ResizeObserver(() => this.draw()).observe(this.root);
  }

  show(fromMs: number, toMs: number): void {
    this.range = [fromMs, toMs];
    this.draw();
  }

  private draw(): void {
    const width = this.root.clientWidth;
    for (const { track, canvas, most } of this.drawn) {
      const context = sized(canvas, width);
      context.clearRect(0, 0, width, HEIGHT);
      const colour = getComputedStyle(document.body).getPropertyValue(track.colour).trim() || '#888';
      this.drawTrack(context, width, colour, (vitals) => (most > 0 ? track.of(vitals) / most : 0));
    }
  }

  private drawTrack(context: CanvasRenderingContext2D, width: number, colour: string, shareOf: (vitals: ProfileVitals) => number): void {
    const [from, to] = this.range;
    const x = (ms: number): number => ((ms - from) / (to - from)) * width;
    const y = (vitals: ProfileVitals): number => HEIGHT - 2 - shareOf(vitals) * (HEIGHT - 8);
    context.beginPath();
    for (const vitals of this.vitals) context.lineTo(x(vitals.atMs), y(vitals));
    context.strokeStyle = colour;
    context.lineWidth = 1.5;
    context.stroke();
    context.lineTo(x(this.vitals.at(-1)?.atMs ?? 0), HEIGHT);
    context.lineTo(x(this.vitals[0]?.atMs ?? 0), HEIGHT);
    context.globalAlpha = 0.15;
    context.fillStyle = colour;
    context.fill();
    context.globalAlpha = 1;
  }
}

function sized(canvas: HTMLCanvasElement, width: number): CanvasRenderingContext2D {
  canvas.width = Math.round(width * devicePixelRatio);
  canvas.height = Math.round(HEIGHT * devicePixelRatio);
  canvas.style.width = `${width}px`;
  canvas.style.height = `${HEIGHT}px`;
  const context = canvas.getContext('2d')!;
  context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
  return context;
}
