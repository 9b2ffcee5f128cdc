import { element } from '../element';
import { l10n } from '../l10n';
import type { TrackPoint, TrackSeries } from './track-series';

const HEIGHT = 30;
const TOP = 14;
const POINT_PIXELS = 4;

interface DrawnTrack {
  readonly canvas: HTMLCanvasElement;
  readonly title: HTMLElement;
  series: TrackSeries;
}

/** What a process did beside its samples, a track each on the same clock; the pointer tells the values of a moment. */
export class Tracks {
  readonly root = element('div', { class: 'tracks' });
  private readonly cursor = element('div', { class: 'track-cursor', hidden: true });
  private readonly drawn = new Map<string, DrawnTrack>();
  private range: readonly [fromMs: number, toMs: number] = [0, 1];

  constructor(series: readonly TrackSeries[]) {
    this.root.append(this.cursor);
    this.set(series);
    this.root.addEventListener('pointermove', (event) => this.pointAt(event.clientX - this.root.getBoundingClientRect().left));
    this.root.addEventListener('pointerleave', () => this.pointAt(null));
    new ResizeObserver(() => this.draw()).observe(this.root);
  }

  /** Tracks of the same title go on where they are. */
  set(series: readonly TrackSeries[]): void {
    for (const each of series) {
      const known = this.drawn.get(each.title);
      if (known) known.series = each;
      else this.add(each);
    }
    this.pointAt(null);
    this.draw();
  }

  show(fromMs: number, toMs: number): void {
    this.range = [fromMs, toMs];
    this.draw();
  }

  draw(): void {
    const width = this.root.clientWidth;
    const style = getComputedStyle(document.body);
    for (const { canvas, series } of this.drawn.values()) {
      const context = sized(canvas, width);
      this.drawLine(context, width, series, style.getPropertyValue(series.colour).trim() || '#888');
    }
  }

  private add(series: TrackSeries): void {
    const canvas = element('canvas', { role: 'img' });
    const title = element('span', { class: 'track-title' });
    this.drawn.set(series.title, { canvas, title, series });
    this.root.append(element('div', { class: 'track' }, title, canvas));
  }

  /** Pixels from the left, or null where the pointer is elsewhere. */
  private pointAt(x: number | null): void {
    const [from, to] = this.range;
    this.cursor.hidden = x === null;
    this.cursor.style.left = `${x ?? 0}px`;
    for (const { canvas, title, series } of this.drawn.values()) {
      const most = l10n.t('{0}, at most {1}', series.title, series.text(series.most));
      canvas.setAttribute('aria-label', most);
      const point = x === null ? undefined : nearest(this.pointsOf(series), from + (x / Math.max(1, this.root.clientWidth)) * (to - from));
      title.textContent = point ? `${series.title} ${series.text(point.value)}` : most;
    }
  }

  private pointsOf(series: TrackSeries): readonly TrackPoint[] {
    return series.points(this.range[0], this.range[1], Math.max(1, Math.ceil(this.root.clientWidth / POINT_PIXELS)));
  }

  private drawLine(context: CanvasRenderingContext2D, width: number, series: TrackSeries, colour: string): void {
    const [from, to] = this.range;
    const points = this.pointsOf(series);
    const first = points[0];
    const last = points.at(-1);
    if (!first || !last) return;
    const x = ({ atMs }: TrackPoint): number => ((atMs - from) / (to - from)) * width;
    const y = ({ value }: TrackPoint): number => HEIGHT - 2 - (series.most > 0 ? Math.min(1, value / series.most) : 0) * (HEIGHT - TOP - 2);
    context.beginPath();
    for (const point of points) context.lineTo(x(point), y(point));
    context.strokeStyle = colour;
    context.lineWidth = 1.5;
    context.stroke();
    context.lineTo(x(last), HEIGHT);
    context.lineTo(x(first), HEIGHT);
    context.globalAlpha = 0.15;
    context.fillStyle = colour;
    context.fill();
    context.globalAlpha = 1;
  }
}

function nearest(points: readonly TrackPoint[], atMs: number): TrackPoint | undefined {
  let best: TrackPoint | undefined;
  for (const point of points) if (!best || Math.abs(point.atMs - atMs) < Math.abs(best.atMs - atMs)) best = point;
  return best;
}

/** Ready to be drawn on; cleared. */
function sized(canvas: HTMLCanvasElement, width: number): CanvasRenderingContext2D {
  canvas.width = Math.round(width * devicePixelRatio);
  canvas.height = Math.round(HEIGHT * devicePixelRatio);
  canvas.style.width = `${width}px`;
  canvas.style.height = `${HEIGHT}px`;
  const context = canvas.getContext('2d')!;
  context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
  return context;
}
